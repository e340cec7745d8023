import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpportunityDetail } from "../../api/contract";
import { ConversationTopic } from "./ConversationTopic";
import classes from "./Conversation.module.css";

/** What is talked about with it, or the conversation it is a topic of. */
export function Conversation({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation("opportunities");
  const { lead, topic_rows: topics } = opportunity;
  if (lead === null && topics.length === 0) return null;
  const shown = lead ? [lead] : topics;
  return (
    <Paper p="md" component="section" aria-labelledby="conversation">
      <Title order={2} size="h3" id="conversation" mb="xs">
        {t(lead ? "topics.lead" : "topics.title")}
      </Title>
      <ul className={classes.list}>
        {shown.map((row) => (
          <ConversationTopic key={row.id} row={row} />
        ))}
      </ul>
      {lead && (
        <Text size="sm" c="dimmed" mt={4}>
          {t("topics.lead_text")}
        </Text>
      )}
    </Paper>
  );
}
