import { Button, NumberInput, Paper, Select, Title } from "@mantine/core";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job, TriggerVersion } from "../../../api/contract";
import { useSession } from "../../../api/session";
import { DayInput } from "../../../components/DayInput";
import classes from "./Replay.module.css";
import { useStartReplay } from "./useStartReplay";

const WITHIN_DAYS = 180;

interface Props {
  trigger: string;
  versions: readonly TriggerVersion[];
  /** The version one came for. */
  wanted: number | undefined;
  onStarted: (job: Job) => void;
}

/** Which versions on which days; the last year where nothing else is said. */
export function ReplayForm({ trigger, versions, wanted, onStarted }: Props) {
  const { t } = useTranslation("replay");
  const { t: states } = useTranslation("triggers");
  const { as_of: asOf, today } = useSession();
  const active = versions.find((of) => of.state === "active")?.version;
  const [first, setFirst] = useState(wanted ?? active ?? versions[0]?.version);
  // A draft is held against what counts now.
  const [second, setSecond] = useState(active !== undefined && active !== (wanted ?? active) ? active : undefined);
  const last = asOf ?? today;
  const [from, setFrom] = useState<string | null>(() => dayjs(last).subtract(1, "year").add(1, "day").format("YYYY-MM-DD"));
  const [to, setTo] = useState<string | null>(last);
  const [within, setWithin] = useState<number | null>(WITHIN_DAYS);
  const start = useStartReplay(onStarted);
  const options = versions.map((of) => ({ value: String(of.version), label: t("version_state", { version: String(of.version), state: states(`state.${of.state}`) }) }));
  const inOrder = from === null || to === null || from <= to;
  const asked = first !== undefined && from !== null && to !== null && within !== null && inOrder ? { trigger, versions: second === undefined || second === first ? [first] : [first, second], from, to, within } : null;
  return (
    <Paper
      p="md"
      component="form"
      aria-labelledby="replay-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (asked) start.mutate(asked);
      }}
    >
      <Title order={2} id="replay-form" mb="xs">
        {t("form.heading")}
      </Title>
      <div className={classes.form}>
        <Select label={t("form.version")} allowDeselect={false} value={first === undefined ? null : String(first)} onChange={(version) => version !== null && setFirst(Number(version))} data={options} />
        <Select
          label={t("form.compare")}
          placeholder={t("form.compare_none")}
          clearable
          value={second === undefined || second === first ? null : String(second)}
          onChange={(version) => setSecond(version === null ? undefined : Number(version))}
          data={options.filter((of) => of.value !== String(first))}
        />
        <DayInput label={t("form.from")} value={from} maxDate={last} onChange={setFrom} error={inOrder ? undefined : t("form.wrong_order")} />
        <DayInput label={t("form.to")} value={to} maxDate={last} onChange={setTo} />
        <NumberInput label={t("form.within")} min={1} max={3650} allowDecimal={false} hideControls value={within ?? ""} onChange={(days) => setWithin(typeof days === "number" ? days : null)} />
        <Button type="submit" loading={start.isPending} disabled={asked === null}>
          {t("form.start")}
        </Button>
      </div>
    </Paper>
  );
}
