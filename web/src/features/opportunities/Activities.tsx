import { Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OpportunityDetail } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useUndo } from "./changes";
import { NoteForm } from "./NoteForm";
import classes from "./OpportunityView.module.css";
import { useActivityText } from "./useActivityText";

/** What happened, newest first, and the way back from the newest. */
export function Activities({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const undo = useUndo();
  const textOf = useActivityText();
  return (
    <Paper p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {t("activity.title")}
        </Title>
        {opportunity.can_undo && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconArrowBackUp size={16} stroke={1.7} aria-hidden />}
            loading={undo.isPending}
            onClick={() => undo.mutate(opportunity)}
          >
            {t("activity.undo")}
          </Button>
        )}
      </Group>
      {opportunity.can_edit && <NoteForm opportunity={opportunity} />}
      {opportunity.activities.length === 0 && <Text c="dimmed">{t("activity.none")}</Text>}
      <ol className={classes.activities} reversed>
        {opportunity.activities.map((activity) => {
          const { what, more } = textOf(activity);
          return (
            <li key={activity.id} className={classes.activity} data-undone={activity.undone || undefined}>
              <Group justify="space-between" gap="xs" align="baseline">
                <Text span fw={500} className={classes.what}>
                  {what}
                </Text>
                {activity.undone && (
                  <Badge variant="light" color="gray" radius="sm" tt="none" fw={500}>
                    {t("activity.was_undone")}
                  </Badge>
                )}
              </Group>
              {more && <Text className={`${classes.note} ${classes.what}`}>{more}</Text>}
              <Text size="xs" c="dimmed">
                {activity.actor} · {activity.kind === "opened" ? format.day(activity.at.slice(0, 10)) : format.instant(activity.at)}
              </Text>
            </li>
          );
        })}
      </ol>
    </Paper>
  );
}
