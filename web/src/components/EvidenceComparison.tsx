import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../api/catalogue";
import type { EvidenceView, FactValue } from "../api/contract";
import classes from "./EvidenceList.module.css";
import { shortFactLabel, useComparisonWords } from "./evidenceWords";
import { SeriesLink } from "./SeriesLink";
import { SourceList } from "./SourceList";

interface Props {
  item: EvidenceView;
  facts?: readonly FactValue[];
  met: boolean;
}

/** What a value had to meet: "> 2,5 Fehler in 90 Tagen, Mittel des Maschinentyps", with the cells of that value. */
export function EvidenceComparison({ item, facts, met }: Props) {
  const { t } = useTranslation("components");
  const words = useWords();
  const comparison = useComparisonWords()(item);
  if (!comparison) return null;
  const { operator, operand, fact, computation } = comparison;
  const other = fact ? facts?.find((known) => known.fact === fact) : undefined;
  return (
    <span className={classes.comparison}>
      {operator && (
        <Text span c="dimmed">
          {/* "needed: yes" needs no sign of equality. */}
          {met ? operator : t("evidence.needed", { operator: operator === "=" ? "" : operator }).trimEnd()}
        </Text>
      )}
      {(operator || item.compared) && <Text span>{operand}</Text>}
      {(fact || computation) && (
        <Text span size="sm" c="dimmed" className={classes.other}>
          {fact ? shortFactLabel(words, fact) : computation}
        </Text>
      )}
      {other ? (
        <SourceList places={other.sources} more={other.sources_more} series={other.series} basis={other.basis} shown={1} />
      ) : (
        item.compared?.series && <SeriesLink series={item.compared.series} />
      )}
    </span>
  );
}
