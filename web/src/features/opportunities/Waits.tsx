import { Tooltip, VisuallyHidden } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { policyQuery } from "../policy/queries";
import classes from "./Conversation.module.css";

/** Until when it waits for its owner's capacity, and what that costs; nothing where it has its turn this week. */
export function Waits({ row }: { row: OpportunityRow }) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const capacity = useQuery({ ...policyQuery, enabled: row.waits_until !== null }).data?.capacity.value;
  if (row.waits_until === null) return null;
  const week = capacity && (capacity.of[row.owner] ?? capacity.usual);
  const why = [
    week ? t("waits.capacity", { count: week, number: format.number(week, 0) }) : null,
    row.loss_a_week_eur > 0 ? t("waits.loss", { value: format.money(row.loss_a_week_eur) }) : null,
  ].filter((part) => part !== null);
  const told = why.join("; ");
  return (
    <Tooltip label={told} disabled={told === ""}>
      <span className={classes.waits}>
        <IconHourglass size={13} stroke={1.7} aria-hidden />
        {t("waits.badge", { day: format.day(row.waits_until) })}
        {told !== "" && <VisuallyHidden component="span">{` (${told})`}</VisuallyHidden>}
      </span>
    </Tooltip>
  );
}
