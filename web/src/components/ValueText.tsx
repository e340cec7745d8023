import { useTranslation } from "react-i18next";
import { useWords } from "../api/catalogue";
import type { DataType } from "../api/contract";
import { type Formats } from "../format/formats";
import { useCountryName } from "../format/useCountryName";
import { useFormats } from "../format/useFormats";
import { Unknown } from "./Unknown";

export interface ValueKind {
  /** field or fact id; some texts are words of the product (contract_status = active) and are translated */
  id?: string;
  data: DataType;
  unit: string | null;
}

interface Props {
  value: string | number | boolean | null;
  /** `words.fact(id)` or `words.field(id)`; undefined prints the value as it is */
  of: ValueKind | undefined;
}

const STATUS_FACTS = new Set(["contract_status", "warranty_status"]);
/** Fields whose values the product knows one by one; anything else is shown as its source has it. */
const STATE_FIELDS = new Set(["status", "severity", "visit_type", "event_type"]);
const STATUSES = ["active", "expired", "pending", "none"] as const;

const UNIT_WORDS = { d: "unit.days", mo: "unit.months", a: "unit.years", "1/wk": "unit.per_week", "mm/s/wk": "unit.vibration_per_week" } as const;

function numberText(format: Formats, value: number, of: ValueKind): string {
  if (of.data === "money") return format.money(value, of.unit, Number.isInteger(value) ? 0 : 2);
  // A probability of a thousandth says something else than none.
  const size = Math.abs(value);
  if (of.data === "number" && size > 0 && size < 0.1) return size < 0.0001 ? `< ${format.number(0.0001, 4)}` : format.number(value, 4);
  return format.number(value, of.data === "integer" ? 0 : 2);
}

/** The text of a typed value in the session's language, with its unit; null when it is not known. */
export function useValueText(): (value: Props["value"], of: ValueKind | undefined) => string | null {
  const { t } = useTranslation("components");
  const format = useFormats();
  const words = useWords();
  const countryName = useCountryName();
  return (value, of) => {
    if (value === null || value === "") return null;
    if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
    if (!of) return typeof value === "number" ? format.number(value) : value;
    if (of.data === "flag") return t(value === "true" || value === "1" || value === 1 ? "value.yes" : "value.no");
    if (of.data === "date") return format.day(String(value));
    if (of.data === "instant") return format.instant(String(value));
    if (of.data === "text") {
      const status = STATUSES.find((item) => item === value);
      if (status && of.id && STATUS_FACTS.has(of.id)) return t(`status.${status}`);
      if (of.id === "country") return countryName(String(value));
      return of.id && STATE_FIELDS.has(of.id) ? words.stateLabel(String(value)) : String(value);
    }
    const number = typeof value === "number" ? value : Number(value);
    // A source's text that is no plain number is shown as it stands.
    if (Number.isNaN(number)) return String(value);
    const text = numberText(format, number, of);
    if (of.data === "money" || of.unit === null) return text;
    // A contract without an end is kept as one that ends on 31 December 9999.
    if (of.unit === "d" && number > 100_000) return t("value.open_ended");
    if (of.unit in UNIT_WORDS) return t(UNIT_WORDS[of.unit as keyof typeof UNIT_WORDS], { count: number, number: text });
    return `${text} ${of.unit}`;
  };
}

export function ValueText({ value, of }: Props) {
  const text = useValueText()(value, of);
  return text === null ? <Unknown words /> : <span>{text}</span>;
}
