import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { MatchStep } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useFileValueText } from "../machines/file/useFileValueText";

/** What the linker compares under names of its own. */
const FIELDS: Record<string, string> = { serial: "serial_number", type: "machine_type", name: "customer_name", street_key: "street" };
/** Levels that are reached by a threshold, as the linker words them. */
const LEVELS = [
  ["signs", /^at most ([\d.]+) signs differ$/],
  ["days", /^at most ([\d.]+) days apart$/],
  ["percent", /^at most ([\d.]+) % apart$/],
  ["distance", /^at most ([\d.]+) km apart$/],
  ["start", /^first ([\d.]+) the same$/],
  ["names", /^names alike at least ([\d.]+)$/],
  ["spelling", /^jaro_winkler at least ([\d.]+)$/],
  ["words", /^cosine at least ([\d.]+)$/],
  ["swapped", /^swapped, or jaro_winkler at least ([\d.]+)$/],
] as const;
const SHARES = new Set<string>(["names", "spelling", "words", "swapped"]);
/** What people have no use for: ids that Instand gave. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** From so much on the rarity of a value is worth a word. */
const RARE = 0.3;

export interface StepWords {
  label: (step: MatchStep) => string;
  /** "gleich", "höchstens 2 Zeichen anders", "verschieden" */
  level: (step: MatchStep) => string;
  /** "Kunde gleich (seltener Wert)" */
  inSentence: (step: MatchStep) => string;
  rarity: (step: MatchStep) => string | null;
  /** The values compared, where they say something. */
  values: (step: MatchStep) => string | null;
}

/** The points of a comparison in the session's language. */
export function useStepWords(): StepWords {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const { fieldLabel } = useWords();
  const valueText = useFileValueText(null);

  const nameOf = (column: string) => (column === "customer" || column === "domain" ? t(`step.${column}`) : fieldLabel(FIELDS[column] ?? column));
  const label = ({ comparison }: MatchStep) => format.list(comparison.split(/[\s,+]+/).map(nameOf));
  const level = ({ comparison, level: text, kept, joined }: MatchStep) => {
    // Years are compared as numbers; a share of a year tells nobody anything.
    if (comparison === "manufactured_year" && text.startsWith("at most ")) return t("level.year");
    // Both say it, and it does not count: a city beside the same postcode tells nothing more.
    if (text === "missing" && kept && joined) return t("level.implied");
    if (text === "same" || text === "different" || text === "missing") return t(`level.${text}`);
    for (const [name, pattern] of LEVELS) {
      const threshold = pattern.exec(text)?.[1];
      if (threshold === undefined) continue;
      const count = Number(threshold);
      return t(`level.${name}`, { count, number: SHARES.has(name) ? format.percent(count) : format.number(count) });
    }
    return text.startsWith("found in ") ? t("level.found_in", { field: nameOf(text.slice("found in ".length)) }) : text;
  };
  const rarity = ({ term_frequency: weight }: MatchStep) => (weight > RARE ? t("step.rare") : weight < -RARE ? t("step.frequent") : null);
  const values = ({ comparison, kept, joined }: MatchStep) => {
    const known = [...new Set([kept, joined])].filter((value) => value !== null && value !== "" && !UUID.test(value));
    return known.length === 0 ? null : known.map((value) => valueText(FIELDS[comparison] ?? comparison, value ?? "")).join(" / ");
  };
  const inSentence = (step: MatchStep) => {
    const aside = rarity(step);
    return t(aside ? "step.said_aside" : "step.said", { label: label(step), level: level(step), aside });
  };
  return { label, level, inSentence, rarity, values };
}
