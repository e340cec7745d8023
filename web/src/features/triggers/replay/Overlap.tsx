import { Paper, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReplayFull } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import classes from "./Replay.module.css";

/** How many machines both versions found, and how many only one of them. */
export function Overlap({ found }: { found: ReplayFull }) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const [first, second] = found.sides;
  if (!first || !second || found.both === null) return null;
  const counts = [
    { label: t("overlap.only", { version: String(first.version) }), count: found.only_first ?? 0 },
    { label: t("overlap.both"), count: found.both },
    { label: t("overlap.only", { version: String(second.version) }), count: found.only_second ?? 0 },
  ];
  return (
    <Paper p="md" component="section" aria-labelledby="overlap">
      <Title order={3} id="overlap" mb="xs">
        {t("overlap.heading")}
      </Title>
      <dl className={classes.counts}>
        {counts.map(({ label, count }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{format.number(count, 0)}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}
