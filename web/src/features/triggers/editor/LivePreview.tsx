import { Alert, Paper, Skeleton, Text, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { errorText } from "../../../components/notifyError";
import { useFormats } from "../../../format/useFormats";
import type { Forms } from "./draft";
import classes from "./Editor.module.css";
import { Nearest } from "./Nearest";
import { PreviewCounts } from "./PreviewCounts";
import { SampleHits } from "./SampleHits";

interface Props {
  preview: UseQueryResult<TriggerPreview>;
  from: Forms["from"];
  /** Rules that are not filled in; the server is not asked before they are. */
  unfinished: number;
  /** Whether something was changed since what is shown was answered. */
  stale: boolean;
}

/** What the trigger as edited would say of all machines now. */
export function LivePreview({ preview, from, unfinished, stale }: Props) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  const { data, error } = preview;
  const number = (value: number) => format.number(value, 0);
  const found = unfinished === 0 && data && data.wrong === null ? data : null;
  return (
    <Paper component="section" p="md" className={classes.live} aria-labelledby="live">
      <Title order={2} id="live" mb="xs">
        {t("live.heading")}
      </Title>
      <div role="status" aria-live="polite" aria-label={t("live.counts")} aria-busy={stale} className={stale ? classes.stale : undefined}>
        {unfinished > 0 && <Text c="dimmed">{from === "query" ? t("live.unfinished", { count: unfinished }) : t("live.no_text")}</Text>}
        {unfinished === 0 && data?.wrong && (
          <Alert color="amber" title={t("live.wrong")}>
            {data.wrong.what}
          </Alert>
        )}
        {found && <Text className={classes.count}>{t("live.summary", { fires: number(found.fires), machines: number(found.machines) })}</Text>}
      </div>
      {error && (
        <Alert color="red" mt="xs">
          {errorText(error)}
        </Alert>
      )}
      {unfinished === 0 && !data && !error && <Skeleton h={140} />}
      {found && (
        <div className={stale ? classes.stale : undefined}>
          <PreviewCounts preview={found} />
          {found.missing.length > 0 && (
            <Text size="sm" c="dimmed" mt="xs">
              {t("live.missing", { facts: format.list(found.missing.slice(0, 5).map((of) => `${of.label} (${number(of.machines)})`)) })}
            </Text>
          )}
          {found.not_permitted > 0 && (
            <Text size="sm" c="dimmed" mt="xs">
              {t("live.not_permitted_hint")}{" "}
              <AnchorLink inherit underline="always" to="/data-use">
                {t("live.data_use")}
              </AnchorLink>
            </Text>
          )}
          <SampleHits sample={found.sample} />
          <Nearest nearest={found.nearest} />
        </div>
      )}
    </Paper>
  );
}
