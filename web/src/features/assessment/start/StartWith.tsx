import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { AssumptionLine } from "../assumptions/AssumptionLine";
import { within } from "../figureId";
import { CountAndWorth } from "../parts/CountAndWorth";
import { FigureLink } from "../parts/FigureLink";
import { ReportTable } from "../parts/ReportTable";
import { Section } from "../parts/Section";
import { Share } from "../parts/Share";
import { useReport } from "../reportContext";
import { useScopeWords } from "../useScopeWords";
import { FirstSegment } from "./FirstSegment";
import { Reason } from "./Reason";
import { ScoreBar } from "./ScoreBar";
import { ScoreParts } from "./ScoreParts";

const SHOWN = 8;

/** Which segment to begin with, and why. */
export function StartWith() {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const { view } = useReport();
  const { start_with: segments, assumptions } = view.result;
  const words = useScopeWords(assumptions.country_groups);
  const [first] = segments;
  return (
    <Section
      id="start"
      subtitle={
        <>
          {t("start.subtitle")} <AssumptionLine ids={["segment_by", "segment_min_machines"]} />
        </>
      }
    >
      {first === undefined ? (
        <Text c="dimmed" px="md" pb="sm">
          {t("start.none", { number: format.number(assumptions.segment_min_machines, 0) })}
        </Text>
      ) : (
        <>
          <FirstSegment segment={first} />
          <ReportTable
            label={t("section.start")}
            rows={segments}
            shown={SHOWN}
            keyOf={({ potential }) => potential.scope}
            columns={[
              { id: "segment", title: t("column.segment"), cell: ({ rank, potential }) => `${rank}. ${words.values(potential.values)}` },
              { id: "bar", title: t("start.score"), kind: "bar", cell: ({ parts }) => <ScoreBar parts={parts} /> },
              {
                id: "score",
                title: t("start.score"),
                kind: "number",
                cell: ({ score, potential }) => <FigureLink id={potential.machines.id}>{format.number(score, 1)}</FigureLink>,
              },
              {
                id: "potential",
                title: t("column.potential"),
                help: first.potential.all.id,
                kind: "number",
                cell: ({ potential }) => <CountAndWorth figure={potential.all} />,
              },
              {
                id: "ready",
                title: t("campaigns.ready"),
                help: first.ready.id,
                kind: "number",
                cell: ({ ready }) => <CountAndWorth figure={ready} />,
              },
              {
                id: "known",
                title: t("start.known"),
                kind: "number",
                cell: ({ known, potential }) => <Share share={known} id={within("completeness.all.incomplete", potential.scope)} />,
              },
              {
                id: "reached",
                title: t("start.reached"),
                kind: "number",
                cell: ({ reached, potential }) => <Share share={reached} id={potential.machines.id} />,
              },
            ]}
            details={{
              of: (segment) => (
                <>
                  <Reason segment={segment} />
                  <ScoreParts segment={segment} />
                </>
              ),
            }}
          />
        </>
      )}
    </Section>
  );
}
