import { Box, Text } from "@mantine/core";
import { useWords } from "../api/catalogue";
import type { EvidenceView, FactValue } from "../api/contract";
import { EvidenceComparison } from "./EvidenceComparison";
import classes from "./EvidenceList.module.css";
import { shortFactLabel } from "./evidenceWords";
import { SourceList } from "./SourceList";
import { ValueText } from "./ValueText";

interface Props {
  /** What the list is of, for those who listen. */
  label: string;
  evidence: readonly EvidenceView[];
  /** The machine's facts where they are at hand: they give the cells of the values that were compared with. */
  facts?: readonly FactValue[];
  /** False where the comparisons were not met or could not be answered: then they say what would be needed. */
  met: boolean;
}

/** One row a fact, even where it was compared twice ("from 8 to 12 years"). */
function byFact(evidence: readonly EvidenceView[]): EvidenceView[][] {
  const rows = new Map<string, EvidenceView[]>();
  for (const item of evidence) {
    const row = rows.get(item.fact);
    if (row) row.push(item);
    else rows.set(item.fact, [item]);
  }
  return [...rows.values()];
}

/** Each fact with its value, what it was compared with, and the cells of both. */
export function EvidenceRows({ label, evidence, facts, met }: Props) {
  const words = useWords();
  return (
    <ul className={classes.list} aria-label={label}>
      {byFact(evidence).map((items) => {
        const first = items[0];
        if (!first) return null;
        const fact = words.fact(first.fact);
        return (
          <li key={first.fact} className={classes.item}>
            <Text span size="sm" className={classes.fact} title={words.factLabel(first.fact)}>
              {shortFactLabel(words, first.fact)}
            </Text>
            <Box className={classes.said}>
              <Text span fw={600}>
                <ValueText value={first.value} of={fact} />
              </Text>
              {items.map((item) => (
                <EvidenceComparison key={`${item.comparison}`} item={item} facts={facts} met={met} />
              ))}
            </Box>
            <Box className={classes.sources}>
              <SourceList places={first.sources} more={first.sources_more} series={first.series} basis={first.basis} />
            </Box>
          </li>
        );
      })}
    </ul>
  );
}
