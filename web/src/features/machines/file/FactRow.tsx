import { useWords } from "../../../api/catalogue";
import type { FactValue } from "../../../api/contract";
import { shortFactLabel } from "../../../components/evidenceWords";
import { SourceList } from "../../../components/SourceList";
import { ValueText } from "../../../components/ValueText";
import { useCountryName } from "../../../format/useCountryName";
import classes from "./FileTab.module.css";

interface Props {
  fact: FactValue;
}

/** A fact that follows from the sources, with the cells it follows from or what else it rests on. */
export function FactRow({ fact }: Props) {
  const words = useWords();
  const countryName = useCountryName();
  const value = fact.fact === "country" && typeof fact.value === "string" ? countryName(fact.value) : fact.value;
  return (
    <div className={classes.row}>
      <dt title={words.factLabel(fact.fact)}>{shortFactLabel(words, fact.fact)}</dt>
      <dd className={classes.value}>
        <ValueText value={value} of={words.fact(fact.fact)} />
      </dd>
      <dd className={classes.source}>
        <SourceList places={fact.sources} more={fact.sources_more} series={fact.series} basis={fact.basis} shown={1} />
      </dd>
    </div>
  );
}
