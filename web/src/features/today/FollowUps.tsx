import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { OpportunityRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import classes from "./Lines.module.css";
import { Section } from "./Section";

const SHOWN = 6;

interface Props {
  opportunities: OpportunityRow[];
  today: string;
}

export function FollowUps({ opportunities, today }: Props) {
  const { t } = useTranslation("today");
  const words = useWords();
  const format = useFormats();
  return (
    <Section
      title={t("follow_ups.title")}
      more={
        opportunities.length > SHOWN && (
          <AnchorLink size="sm" to="/opportunities" search={{ view: "list", owner: "me", due: "true", attached: "all", flagged: "all" }}>
            {t("follow_ups.all", { count: opportunities.length })}
          </AnchorLink>
        )
      }
    >
      {opportunities.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {t("follow_ups.none")}
        </Text>
      ) : (
        <ul className={classes.list}>
          {opportunities.slice(0, SHOWN).map((opportunity) => (
            <li key={opportunity.id} className={classes.line}>
              <div className={classes.main}>
                <AnchorLink to="/opportunities/$id" params={{ id: opportunity.id }} fw={600} c="var(--mantine-color-text)">
                  {opportunity.customer_name ?? opportunity.serial_number}
                </AnchorLink>
                <Text size="sm" c="dimmed">
                  {words.campaignLabel(opportunity.campaign)} · {opportunity.serial_number}
                </Text>
              </div>
              <div className={classes.side}>
                <Money value={opportunity.value_eur} />
                {opportunity.follow_up_on !== null && (
                  <Text
                    size="sm"
                    c={opportunity.follow_up_on < today ? "var(--instand-attention)" : "dimmed"}
                    title={format.day(opportunity.follow_up_on)}
                  >
                    {format.daysFrom(opportunity.follow_up_on, today)}
                  </Text>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
