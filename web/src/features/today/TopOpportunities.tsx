import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Section } from "./Section";
import { TopOpportunity } from "./TopOpportunity";
import classes from "./TopOpportunity.module.css";

interface Props {
  opportunities: OpportunityRow[];
  mine: boolean;
}

export function TopOpportunities({ opportunities, mine }: Props) {
  const { t } = useTranslation("today");
  return (
    <Section
      title={t(mine ? "top.mine" : "top.all")}
      subtitle={t("top.by_priority")}
      more={
        opportunities.length > 0 && (
          <AnchorLink to="/opportunities" search={{ view: "list", owner: mine ? "me" : "all", attached: "all" }} size="sm">
            {t("top.more")}
          </AnchorLink>
        )
      }
    >
      {opportunities.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {t("top.none")}
        </Text>
      ) : (
        <ol className={classes.list}>
          {opportunities.map((opportunity) => (
            <TopOpportunity key={opportunity.id} opportunity={opportunity} />
          ))}
        </ol>
      )}
    </Section>
  );
}
