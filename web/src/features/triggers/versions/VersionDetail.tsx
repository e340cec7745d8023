import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerVersionFull } from "../../../api/contract";
import { useMay, useSession } from "../../../api/session";
import { ConditionCard } from "../ConditionCard";
import { StaleTexts } from "../StaleTexts";
import { TriggerLinks } from "../TriggerLinks";
import { useInForce } from "../useInForce";
import { Course } from "./Course";
import { DifferenceCard } from "./DifferenceCard";
import { StepHistory } from "./StepHistory";
import classes from "./Versions.module.css";

/** What a version says, how it got here and what it would change. */
export function VersionDetail({ found }: { found: TriggerVersionFull }) {
  const { t } = useTranslation("triggers");
  const may = useMay();
  const { language } = useSession().account;
  const { version, draft } = found;
  const before = useInForce(version.trigger, version.version);
  const named = [...draft.condition.matchAll(/\btrigger\(\s*'([^']+)'\s*\)/g)].flatMap(([, id]) => id ?? []);
  return (
    <Stack gap="md">
      {version.state === "submitted" && version.is_own && may("approve") && (
        <Alert color="gray" variant="light" id="own-version">
          {t("step.own")}
        </Alert>
      )}
      {version.wrong !== null && (
        <Alert color="red" title={t("version.wrong")}>
          {version.wrong}
        </Alert>
      )}
      <Paper p="md">
        <Title order={2}>{t("version.explanation")}</Title>
        <Text mb="sm">{draft.explanation[language]}</Text>
        <Title order={2}>{t("version.why")}</Title>
        <Text c={version.why === null ? "dimmed" : undefined}>{version.why ?? t("version.no_why")}</Text>
      </Paper>
      {before && version.state !== "retired" && <StaleTexts before={[before.draft]} after={draft} />}
      {before && <DifferenceCard before={before} after={found} />}
      <div className={classes.columns}>
        <ConditionCard condition={draft.condition} parameters={draft.parameters} byType={draft.by_type} version={version.version}>
          <TriggerLinks label={t("detail.composed_of")} triggers={[...new Set(named)]} />
          <Course draft={draft} />
        </ConditionCard>
        <StepHistory version={version} />
      </div>
    </Stack>
  );
}
