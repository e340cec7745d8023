import { Box, Group, Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { OpportunityRow } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Money } from "../../../components/Money";
import { ScoreBadge } from "../../../components/ScoreBadge";
import { useFormats } from "../../../format/useFormats";
import classes from "./OpenOpportunities.module.css";

interface Props {
  opportunity: OpportunityRow;
}

/** An opportunity of the machine: campaign, priority, value, reason, and where it stands. */
export function OpportunityCard({ opportunity }: Props) {
  const { t } = useTranslation("machines");
  const { t: stages } = useTranslation("opportunities");
  const format = useFormats();
  const words = useWords();
  return (
    <Paper p="sm" className={classes.card}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <ScoreBadge score={opportunity.score} />
        <Box flex={1} miw={0}>
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <AnchorLink to="/opportunities/$id" params={{ id: opportunity.id }} fw={600}>
              {words.campaignLabel(opportunity.campaign)}
            </AnchorLink>
            <Text fw={600}>
              <Money value={opportunity.value_eur} />
            </Text>
          </Group>
          <Text size="sm" className={classes.reason}>
            {opportunity.reason}
          </Text>
          <Text size="sm" c="dimmed">
            {[
              stages(`stage.${opportunity.stage}`),
              opportunity.owner,
              opportunity.follow_up_on ? t("file.follow_up", { day: format.day(opportunity.follow_up_on) }) : null,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </Box>
      </Group>
    </Paper>
  );
}
