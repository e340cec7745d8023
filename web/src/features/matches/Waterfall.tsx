import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MatchDetail } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Waterfall.module.css";
import { likelihood } from "./likelihood";
import { contextOf } from "./pairs";
import { useStepWords } from "./stepWords";
import { WaterfallRow } from "./WaterfallRow";

/** The match weight taken apart: each comparison begins where the one before it ended. The table is the drawing. */
export function Waterfall({ pair }: { pair: MatchDetail }) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const words = useStepWords();
  let sum = pair.prior;
  const steps = pair.steps.map((step) => {
    const from = sum;
    const middle = from + step.weight;
    sum = middle + step.term_frequency;
    return { step, from, middle, to: sum };
  });
  const ends = [0, pair.prior, sum, ...steps.flatMap(({ middle, to }) => [middle, to])];
  const scale = { least: Math.min(...ends), most: Math.max(...ends) };
  const percent = likelihood(pair.probability, format);
  return (
    <Table className={classes.table} layout="fixed" aria-label={t("why.table")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={classes.name}>{t("why.compared")}</Table.Th>
          <Table.Th className={classes.result}>{t("why.result")}</Table.Th>
          <Table.Td />
          <Table.Th className={classes.weight}>{t("why.weight")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <WaterfallRow label={t("why.prior")} result={t("why.prior_result", { context: contextOf(pair.about) })} scale={scale} parts={[{ from: 0, to: pair.prior, kind: "prior" }]} weight={pair.prior} />
        {steps.map(({ step, from, middle, to }) => (
          <WaterfallRow
            key={step.comparison}
            label={words.label(step)}
            values={words.values(step)}
            result={words.level(step)}
            aside={words.rarity(step)}
            scale={scale}
            parts={[
              { from, to: middle },
              { from: middle, to, kind: "rarity" },
            ]}
            weight={to - from}
          />
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <WaterfallRow label={t("why.sum")} result={t("why.sum_result", { context: contextOf(pair.about), percent })} scale={scale} parts={[{ from: 0, to: sum }]} weight={sum} total />
      </Table.Tfoot>
    </Table>
  );
}
