import { Alert, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CampaignDryRun, CampaignScope } from "../../api/contract";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import classes from "./Campaigns.module.css";
import { DryRunMachines } from "./DryRunMachines";
import { dryRunQuery } from "./queries";
import { useReasonWords } from "./reasons";

interface Props {
  campaign: string;
  scope: CampaignScope;
}

const FIGURES = ["total", "mails", "tasks", "instead_of_mails", "do_not_enter", "unknown", "in_conversation", "waiting"] as const;

/** What a campaign would do: numbers first, then every machine with every message by day. */
export function DryRun({ campaign, scope }: Props) {
  const { t } = useTranslation("campaigns");
  const query = useQuery(dryRunQuery(campaign, scope));
  return (
    <section aria-labelledby="dry-run">
      <Title order={2} id="dry-run" mb={2}>
        {t("dry_run.heading")}
      </Title>
      <Text c="dimmed" mb="sm">
        {t("dry_run.text")}
      </Text>
      <Loaded query={query} skeleton={<Skeleton h={280} radius="md" />}>
        {(run) => <Result run={run} campaign={campaign} />}
      </Loaded>
    </section>
  );
}

/** The most frequent reasons in front. */
function reasonsOf(run: CampaignDryRun): [string, number][] {
  const counts = new Map<string, number>();
  for (const { messages } of run.enrolled) {
    for (const { what, reasons } of messages) {
      if (what !== "instead_of_mail") continue;
      for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

function Result({ run, campaign }: { run: CampaignDryRun; campaign: string }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const { reason } = useReasonWords();
  const reasons = reasonsOf(run);
  const listed = run.enrolled.length;
  return (
    <>
      <Paper p="md" mb="md">
        <dl className={classes.figures} aria-label={t("dry_run.heading")}>
          {FIGURES.map((figure) => (
            <div key={figure}>
              <dt>{t(`dry_run.figure.${figure}`)}</dt>
              <dd>{format.number(run[figure], 0)}</dd>
            </div>
          ))}
        </dl>
        {reasons.length > 0 && (
          <>
            <Title order={3} size="sm" mt="md" mb={2}>
              {t("dry_run.why_tasks")}
            </Title>
            <ul className={classes.reasons}>
              {reasons.map(([code, count]) => (
                <li key={code}>
                  {reason(code)} <Text span c="dimmed" inherit>{t("dry_run.times", { count, number: format.number(count, 0) })}</Text>
                </li>
              ))}
            </ul>
            {listed < run.total && (
              <Text size="sm" c="dimmed">
                {t("dry_run.reasons_of_listed", { number: format.number(listed, 0) })}
              </Text>
            )}
          </>
        )}
      </Paper>
      {run.total === 0 ? (
        <Alert variant="light" color="amber">
          {t("dry_run.nobody")}
        </Alert>
      ) : (
        <DryRunMachines run={run} campaign={campaign} />
      )}
    </>
  );
}
