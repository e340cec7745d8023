import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../../api/contract";
import classes from "./OpenOpportunities.module.css";
import { OpportunityCard } from "./OpportunityCard";

interface Props {
  machine: MachineFile;
}

/** What can be sold for this machine now. */
export function OpenOpportunities({ machine }: Props) {
  const { t } = useTranslation("machines");
  const open = machine.opportunities.filter(({ stage }) => stage !== "won" && stage !== "lost").sort((a, b) => b.score - a.score);
  if (open.length === 0) {
    return (
      <Text c="dimmed" mb="md">
        {t("file.no_opportunities")}
      </Text>
    );
  }
  return (
    <section aria-label={t("file.open_opportunities")}>
      <ul className={classes.cards}>
        {open.map((opportunity) => (
          <li key={opportunity.id}>
            <OpportunityCard opportunity={opportunity} />
          </li>
        ))}
      </ul>
    </section>
  );
}
