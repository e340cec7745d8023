import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { OpportunityDetail } from "../../api/contract";
import { shortFactLabel } from "../../components/evidenceWords";
import { SourceList } from "../../components/SourceList";
import { useFormats } from "../../format/useFormats";
import classes from "./OpportunityView.module.css";

/** What the value was estimated from, with the cell. It comes from the trigger whose priority counts. */
export function ValueOrigin({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation("components");
  const words = useWords();
  const format = useFormats();
  const { value_eur, value_from, proofs } = opportunity;
  if (value_eur === null) return <dd className={classes.origin}>{t("priority.no_value")}</dd>;
  if (value_from === null) return null;
  const fact = shortFactLabel(words, value_from);
  const priority = proofs.map((proof) => proof.priority).find((item) => item.value_from === value_from && item.value_eur === value_eur);
  return (
    <dd className={classes.origin}>
      {priority && priority.value_factor !== 1
        ? t("priority.value_from_factor", { fact, factor: format.number(priority.value_factor) })
        : t("priority.value_from", { fact })}{" "}
      {priority && <SourceList places={priority.value_sources} shown={1} />}
    </dd>
  );
}
