import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { TriggerVersionFull } from "../../../api/contract";
import { useMay, useSession } from "../../../api/session";
import { ConditionCard } from "../ConditionCard";
import { versionQuery, versionsQuery } from "../queries";
import { TriggerLinks } from "../TriggerLinks";
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
  const inForce = useQuery(versionsQuery(version.trigger)).data?.find((of) => of.state === "active" && of.version !== version.version)?.version;
  const before = useQuery({ ...versionQuery(version.trigger, inForce ?? 0), enabled: inForce !== undefined }).data;
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
      {inForce !== undefined && before && <DifferenceCard before={before} after={found} />}
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
