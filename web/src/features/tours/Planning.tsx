import { Alert, Button, Checkbox, Group, Loader, Modal, Paper, Progress, Select, Stack, Text } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { PlanJob, Tours } from "../../api/tours";
import { useFormats } from "../../format/useFormats";
import { hideUndo, useRefreshTours } from "./changes";
import { planJobQuery } from "./queries";
import { daysOf } from "./search";
import { useDurations } from "./useDurations";

const SECONDS = [5, 10, 30, 60] as const;
const STAGES = ["gathering", "routing", "planning", "saving"] as const;

/** How much was planned before: what a new plan is compared with. */
interface Before {
  stops: number;
  minutes: number;
  km: number;
}

export function sumsOf({ tours }: Tours): Before {
  return {
    stops: tours.reduce((sum, tour) => sum + tour.stops.length, 0),
    minutes: tours.reduce((sum, tour) => sum + tour.travel_minutes, 0),
    km: tours.reduce((sum, tour) => sum + tour.travel_km, 0),
  };
}

export interface PlanRun {
  job: PlanJob | undefined;
  isRunning: boolean;
  before: Before | null;
  start: (how: { anew: boolean; seconds: number }) => void;
  dismiss: () => void;
}

/** A search for tours: begun, watched and, when it is over, shown. */
export function usePlanRun(tours: Tours | undefined, region: string | undefined): PlanRun {
  const client = useQueryClient();
  const refresh = useRefreshTours();
  const [id, setId] = useState<string>();
  const [before, setBefore] = useState<Before | null>(null);
  const job = useQuery(planJobQuery(id)).data;
  const begin = useMutation({
    mutationFn: ({ anew, seconds, of }: { anew: boolean; seconds: number; of: Tours }) =>
      api.post<PlanJob>("/tours/plan", {
        first_day: of.first_day,
        days: daysOf(of.first_day, of.last_day).length,
        regions: region === undefined ? undefined : [region],
        anew,
        seconds,
      }),
    onMutate: ({ of }) => {
      hideUndo();
      setBefore(of.plan === null ? null : sumsOf(of));
    },
    onSuccess: (started) => {
      client.setQueryData(["jobs", started.id], (known: PlanJob | undefined) => known ?? started);
      setId(started.id);
    },
  });
  const state = job?.state;
  useEffect(() => {
    if (state === "done" || state === "failed") refresh();
  }, [state, refresh]);
  return {
    job,
    isRunning: begin.isPending || state === "waiting" || state === "running",
    before,
    start: (how) => tours && begin.mutate({ ...how, of: tours }),
    dismiss: () => setId(undefined),
  };
}

/** Asks how to plan, and begins. */
export function PlanButton({ tours, region, run }: { tours: Tours; region: string | undefined; run: PlanRun }) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const [asking, setAsking] = useState(false);
  const [anew, setAnew] = useState(false);
  const [seconds, setSeconds] = useState("10");
  const start = () => {
    run.start({ anew, seconds: Number(seconds) });
    setAsking(false);
  };
  const again = tours.tours.length > 0;
  return (
    <>
      <Button leftSection={<IconRoute size={16} stroke={1.7} aria-hidden />} loading={run.isRunning} onClick={() => setAsking(true)}>
        {t(again ? "plan.again" : "plan.button")}
      </Button>
      {asking && (
        <Modal opened onClose={() => setAsking(false)} title={<Text fw={600}>{t("plan.title")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
          <Stack gap="sm">
            <Text>
              {t(region === undefined ? "plan.what_all" : "plan.what_region", {
                from: format.day(tours.first_day),
                until: format.day(tours.last_day),
                region: region ?? "",
              })}
            </Text>
            <Text size="sm" c="dimmed">
              {t("plan.stays")}
            </Text>
            {again && <Checkbox label={t("plan.anew")} description={t("plan.anew_hint")} checked={anew} onChange={(event) => setAnew(event.currentTarget.checked)} />}
            <Select
              label={t("plan.seconds")}
              description={t("plan.seconds_hint")}
              w={220}
              allowDeselect={false}
              value={seconds}
              data={SECONDS.map((of) => ({ value: String(of), label: t("plan.seconds_of", { number: of }) }))}
              onChange={(value) => setSeconds(value ?? "10")}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setAsking(false)}>
                {t("cancel")}
              </Button>
              <Button data-autofocus onClick={start}>
                {t("plan.start")}
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}

/** How far the search is, and what came of it. */
export function PlanProgress({ run, tours }: { run: PlanRun; tours: Tours }) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const { job } = run;
  const number = (value: number) => format.number(value, 0);
  if (run.isRunning) {
    const stage = STAGES.find((of) => of === job?.stage);
    return (
      <Paper p="sm" mb="md" role="status">
        <Group gap="sm" mb={6}>
          <Loader size={18} aria-hidden />
          <Text>{t(stage ? `plan.stage.${stage}` : "plan.stage.waiting")}</Text>
        </Group>
        <Progress value={job && job.of > 0 ? (100 * job.done) / job.of : 100} animated={!job || job.of === 0} aria-label={t("plan.progress")} />
      </Paper>
    );
  }
  if (!job) return null;
  if (job.state === "failed") {
    return (
      <Alert color="red" variant="light" mb="md" role="alert" title={t("plan.failed")} withCloseButton closeButtonLabel={t("close")} onClose={run.dismiss}>
        {job.error ?? t("plan.failed_text")}
      </Alert>
    );
  }
  const now = sumsOf(tours);
  const { planned, left_out, moved } = job.result ?? {};
  return (
    <Alert color="teal" variant="light" mb="md" role="status" title={t("plan.done")} withCloseButton closeButtonLabel={t("close")} onClose={run.dismiss}>
      <Text>
        {[
          t("plan.planned", { count: planned ?? now.stops, number: number(planned ?? now.stops) }),
          t("plan.left_out", { count: left_out ?? tours.left_out.length, number: number(left_out ?? tours.left_out.length) }),
          ...(run.before !== null && typeof moved === "number" ? [t("plan.moved", { count: moved, number: number(moved) })] : []),
        ].join(" · ")}
      </Text>
      <Text>
        {run.before === null
          ? t("plan.travel", { travel: duration(now.minutes), km: number(now.km) })
          : t("plan.travel_before", { travel: duration(now.minutes), km: number(now.km), before: duration(run.before.minutes), km_before: number(run.before.km) })}
      </Text>
    </Alert>
  );
}
