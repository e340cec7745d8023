import { Anchor, Group, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../../api/client";
import type { ReplayFull } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { Fired } from "./Fired";
import { Meaning } from "./Meaning";
import { Notes } from "./Notes";
import { Overlap } from "./Overlap";
import classes from "./Replay.module.css";
import { SideFigures } from "./SideFigures";
import { WeekChart } from "./WeekChart";

/** What a replay found: what it means first, then the figures, the weeks and the machines. */
export function ReplayResult({ found }: { found: ReplayFull }) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const { replay, sides } = found;
  return (
    <section aria-labelledby="replay-result">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="replay-result">
          {t("result.heading", { from: format.day(replay.from), to: format.day(replay.to) })}
        </Title>
        <Anchor size="sm" href={apiUrl(`/replays/${replay.id}/fired.ndjson`)} download>
          {t("result.download")}
        </Anchor>
      </Group>
      <Stack gap="md">
        <div className={classes.columns}>
          <Meaning sides={sides} within={replay.within} />
          <SideFigures sides={sides} />
        </div>
        <Overlap found={found} />
        <WeekChart sides={sides} />
        <Notes sides={sides} within={replay.within} />
        <Fired sides={sides} within={replay.within} />
      </Stack>
    </section>
  );
}
