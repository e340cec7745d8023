import { Badge, Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { OpportunityRow } from "../../api/contract";
import { opportunityQuery } from "../../api/queries";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { ScoreBadge } from "../../components/ScoreBadge";
import { Proof } from "./Proof";
import classes from "./TopOpportunity.module.css";

export function TopOpportunity({ opportunity }: { opportunity: OpportunityRow }) {
  const { t } = useTranslation("today");
  const { t: tc } = useTranslation("components");
  const words = useWords();
  const client = useQueryClient();
  const [opened, { toggle }] = useDisclosure(false);
  const id = useId();
  const customer = [opportunity.customer_name, opportunity.city].filter((part) => part !== null).join(", ");
  const where = [opportunity.machine_type, customer].filter(Boolean).join(" · ");
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <ScoreBadge score={opportunity.score} />
        <div className={classes.what}>
          <div className={classes.head}>
            <AnchorLink to="/opportunities/$id" params={{ id: opportunity.id }} fw={600} c="var(--mantine-color-text)">
              {words.campaignLabel(opportunity.campaign)}: {opportunity.serial_number}
            </AnchorLink>
            <Text span c="dimmed" size="sm" className={classes.where} title={where}>
              {where}
            </Text>
          </div>
          <Text size="sm">{opportunity.reason}</Text>
          {opportunity.flag !== null && (
            <Badge color="amber" variant="light" tt="none" radius="sm" fw={500}>
              {tc("opportunity_flag")}
            </Badge>
          )}
        </div>
        <div className={classes.value}>
          <Money value={opportunity.value_eur} />
        </div>
        <Button
          className={classes.proof}
          variant="subtle"
          size="compact-sm"
          onClick={toggle}
          onMouseEnter={() => void client.prefetchQuery(opportunityQuery(opportunity.id))}
          aria-expanded={opened}
          aria-controls={id}
          aria-label={t("proof.of", { machine: opportunity.serial_number })}
          rightSection={<IconChevronDown size={14} stroke={1.8} aria-hidden className={opened ? classes.turned : undefined} />}
        >
          {t("proof.show")}
        </Button>
      </div>
      <div id={id} hidden={!opened} className={classes.detail}>
        {opened && <Proof opportunity={opportunity.id} />}
      </div>
    </li>
  );
}
