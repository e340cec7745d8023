import { Loader, Paper, Progress, Text, ThemeIcon, Title, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./JobProgress.module.css";
import { type Phase, phaseOf, phasesOf } from "./stages";

/** A run on the server, step by step. */
export function JobProgress({ job }: { job: Job }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const [phase, setPhase] = useState<Phase | null>(null);
  useEffect(() => setPhase((before) => phaseOf(job, before)), [job]);
  const phases = phasesOf(job.kind);
  const at = phase === null ? -1 : phases.indexOf(phase);
  const waiting = job.state === "waiting" || at < 0;

  return (
    <Paper p="lg" component="section">
      <Title order={2}>{t(`job.${job.kind}`)}</Title>
      <Text c="dimmed" mb="md">
        {t("job.leave")}
      </Text>
      <ol className={classes.phases}>
        {phases.map((name, index) => {
          const done = index < at;
          const current = index === at;
          return (
            <li key={name} className={classes.phase} data-current={current || undefined} data-done={done || undefined}>
              <span className={classes.mark}>
                {current ? (
                  <Loader size={18} aria-hidden />
                ) : (
                  <ThemeIcon size={20} radius="xl" variant={done ? "filled" : "default"} color="teal" aria-hidden>
                    {done && <IconCheck size={13} stroke={2.4} />}
                  </ThemeIcon>
                )}
              </span>
              <span>
                {t(`job.phase.${name}`)}
                {(done || current) && <VisuallyHidden>: {t(done ? "job.finished" : "job.current")}</VisuallyHidden>}
              </span>
              {current && job.of > 0 && (
                <Text span size="sm" c="dimmed">
                  {t("job.of", { done: format.number(job.done), of: format.number(job.of) })}
                </Text>
              )}
            </li>
          );
        })}
      </ol>
      <Progress
        mt="md"
        value={job.of > 0 ? (100 * job.done) / job.of : 100}
        animated={job.of === 0}
        aria-label={t("job.progress")}
      />
      <VisuallyHidden role="status">{waiting ? t("job.phase.waiting") : phase && t(`job.phase.${phase}`)}</VisuallyHidden>
      {waiting && (
        <Text size="sm" c="dimmed" mt="xs" aria-hidden>
          {t("job.phase.waiting")}
        </Text>
      )}
    </Paper>
  );
}
