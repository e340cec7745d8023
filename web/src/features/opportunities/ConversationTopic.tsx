import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { OpportunityRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import classes from "./Conversation.module.css";
import { StageDot } from "./StageDot";
import { useOpenPanel } from "./useOpenPanel";

/** Another opportunity of the same conversation: campaign and machine, stage, value. */
export function ConversationTopic({ row }: { row: OpportunityRow }) {
  const { t } = useTranslation("opportunities");
  const { campaignLabel } = useWords();
  const { linkTo } = useOpenPanel();
  return (
    <li className={classes.topic}>
      <AnchorLink {...linkTo(row.id)} preload={false}>
        {campaignLabel(row.campaign)}
      </AnchorLink>
      <Text span size="sm" c="dimmed" className={classes.machine}>
        {[row.machine_type, row.serial_number].filter(Boolean).join(" · ")}
      </Text>
      <Group gap={5} wrap="nowrap">
        <StageDot stage={row.stage} />
        <Text span size="sm">
          {t(`stage.${row.stage}`)}
        </Text>
      </Group>
      <Text span fw={600}>
        <Money value={row.value_eur} />
      </Text>
    </li>
  );
}
