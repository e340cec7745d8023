import { Avatar, Tooltip } from "@mantine/core";
import { IconCalendarEvent, IconFlag3 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useWords } from "../../api/catalogue";
import { useSession } from "../../api/session";
import { Money } from "../../components/Money";
import { ScoreBadge } from "../../components/ScoreBadge";
import { useFormats } from "../../format/useFormats";
import classes from "./OpportunityCard.module.css";
import { Topics } from "./Topics";
import { useOpenPanel } from "./useOpenPanel";
import { Waits } from "./Waits";

interface Props {
  row: OpportunityRow;
  /** Checkbox at the head of the card. */
  pick?: ReactNode;
  /** Handle and menu at its end. */
  tools?: ReactNode;
}

/** What a sales person reads before the call: who, which machine, why, how much, until when. */
export function OpportunityCard({ row, pick, tools }: Props) {
  const { t } = useTranslation("opportunities");
  const { campaignLabel } = useWords();
  const { today } = useSession();
  const format = useFormats();
  const { linkTo } = useOpenPanel();
  const machine = [row.machine_type, row.serial_number, row.city].filter(Boolean).join(" · ");
  const overdue = row.follow_up_on !== null && row.follow_up_on <= today;
  return (
    <>
      <div className={classes.head}>
        <span className={classes.campaign}>{campaignLabel(row.campaign)}</span>
        {row.flag !== null && (
          <Tooltip label={t("card.flagged")}>
            <IconFlag3 size={16} stroke={1.8} color="var(--instand-attention)" role="img" aria-label={t("card.flagged")} className={classes.flag} />
          </Tooltip>
        )}
        {pick && <span className={classes.pick}>{pick}</span>}
        {tools && <span className={classes.tools}>{tools}</span>}
      </div>
      <Link {...linkTo(row.id)} className={classes.name} draggable={false} preload={false}>
        {row.customer_name ?? t("card.no_customer")}
      </Link>
      <div className={classes.machine} title={machine}>
        {machine}
      </div>
      <div className={classes.reason} title={row.reason}>
        {row.reason}
      </div>
      <Topics row={row} />
      <Waits row={row} />
      <div className={classes.foot}>
        <span className={classes.value}>
          <Money value={row.value_eur} />
        </span>
        {row.follow_up_on && (
          <span
            className={classes.due}
            data-overdue={overdue || undefined}
            title={t(overdue ? "card.overdue" : "card.follow_up", { day: format.day(row.follow_up_on) })}
          >
            <IconCalendarEvent size={14} stroke={1.7} aria-hidden />
            {format.day(row.follow_up_on)}
          </span>
        )}
        <Avatar size={22} radius="xl" name={row.owner} color="gray" title={t("card.owner", { owner: row.owner })} alt={t("card.owner", { owner: row.owner })} />
        <ScoreBadge score={row.score} />
      </div>
    </>
  );
}
