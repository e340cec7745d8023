import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerVersion } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import classes from "./Versions.module.css";

/** Who brought the version where, when and with which words. */
export function StepHistory({ version }: { version: TriggerVersion }) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  return (
    <Paper p="md" component="section" aria-labelledby="history">
      <Title order={2} id="history" mb="xs">
        {t("history.title")}
      </Title>
      <ol className={classes.steps}>
        {version.steps.map(({ at, by, from, to, note }) => (
          <li key={`${at} ${to}`}>
            <Text fw={600}>{t("history.step", { from: from === null ? t("history.made") : t(`state.${from}`), to: t(`state.${to}`) })}</Text>
            <Text size="sm" c="dimmed">
              {t("by", { person: by, at: format.instant(at) })}
            </Text>
            {note && <Text size="sm">{note}</Text>}
          </li>
        ))}
      </ol>
    </Paper>
  );
}
