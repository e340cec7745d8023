import { Group, Paper, Text, ThemeIcon, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JobResult } from "../../api/contract";
import { ButtonLink } from "../../components/ButtonLink";
import { useFormats } from "../../format/useFormats";
import { Figure } from "./Figure";
import classes from "./Imports.module.css";

interface Props {
  result: JobResult | null;
  batch: number | null;
}

/** What came of the import, and where to look next. */
export function ImportResult({ result, batch }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  if (batch === null && result?.batch === null) {
    return (
      <Paper p="lg" component="section" role="status">
        <Text size="lg" mb="md">
          {t("result.nothing_new")}
        </Text>
        <ButtonLink to="/imports" variant="default">
          {t("result.more")}
        </ButtonLink>
      </Paper>
    );
  }
  return (
    <Paper p="lg" component="section" role="status">
      <Group gap="sm" mb="xs">
        <ThemeIcon radius="xl" color="teal" size={28} aria-hidden>
          <IconCheck size={18} stroke={2.4} />
        </ThemeIcon>
        <Title order={2}>{t("result.title")}</Title>
      </Group>
      {result && (
        <>
          <Text size="lg" mb="md">
            {t("result.summary", { count: result.rows, number: format.number(result.rows) })}
          </Text>
          <dl className={classes.figures}>
            <Figure label={t("result.added")} value={format.number(result.machines_added)} />
            <Figure label={t("result.changed")} value={format.number(result.machines_changed)} />
            {result.machines_gone > 0 && <Figure label={t("result.gone")} value={format.number(result.machines_gone)} />}
            {result.machines_joined > 0 && <Figure label={t("result.joined")} value={format.number(result.machines_joined)} />}
            <Figure label={t("result.machines")} value={format.number(result.machines)} />
            {result.fires !== null && <Figure label={t("result.fires")} value={format.number(result.fires)} />}
            <Figure label={t("result.problems")} value={format.number(result.problems)} />
          </dl>
          {result.fires === null && (
            <Text c="dimmed" mt="sm">
              {t("result.not_decided")}
            </Text>
          )}
        </>
      )}
      <Group mt="lg" gap="xs">
        <ButtonLink to="/opportunities">{t("result.to_opportunities")}</ButtonLink>
        <ButtonLink to="/machines" variant="default">
          {t("result.to_machines")}
        </ButtonLink>
        {result && result.machines_joined > 0 && (
          <ButtonLink to="/matches" search={{ tab: "decided" }} variant="default">
            {t("result.to_joined")}
          </ButtonLink>
        )}
        <ButtonLink to="/triggers" variant="default">
          {t("result.to_triggers")}
        </ButtonLink>
        {batch !== null && (
          <ButtonLink to="/imports/batches/$id" params={{ id: String(batch) }} variant="default">
            {result && result.problems > 0 ? t("result.to_problems") : t("result.to_batch", { id: batch })}
          </ButtonLink>
        )}
        <ButtonLink to="/imports" variant="subtle">
          {t("result.more")}
        </ButtonLink>
      </Group>
    </Paper>
  );
}
