import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Assumptions } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import type { AssumptionId } from "../changes";
import { AgeBands } from "./AgeBands";
import { CountryGroups } from "./CountryGroups";
import { FIELDS } from "./fields";
import { Weights } from "./Weights";

interface Props {
  id: AssumptionId;
  draft: Assumptions;
  meaning: string | undefined;
  onChange: (part: Partial<Assumptions>) => void;
}

const CHOICES = ["price_list", "type_mean", "unknown", "current", "not_current", "country_group", "age"] as const;

/** The input that fits an assumption. What is half typed leaves it as it was. */
export function AssumptionField({ id, draft, meaning, onChange }: Props) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const field = FIELDS[id];
  const label = t(`assume.name.${id}`);
  const about = { label, description: meaning };
  const decimalSeparator = format.locale === "en-GB" ? "." : ",";
  if (field.kind === "ages") return <AgeBands {...about} value={draft.age_bands} onChange={(age_bands) => onChange({ age_bands })} />;
  if (field.kind === "countries") return <CountryGroups {...about} value={draft.country_groups} onChange={(country_groups) => onChange({ country_groups })} />;
  if (field.kind === "weights") return <Weights {...about} value={draft.start_weights} onChange={(start_weights) => onChange({ start_weights })} />;
  if (field.kind === "choice") {
    const data = CHOICES.filter((choice) => field.of.includes(choice)).map((value) => ({ value, label: t(`assume.choice.${value}`) }));
    return <Select {...about} data={data} value={String(draft[id])} allowDeselect={false} onChange={(value) => value !== null && onChange({ [id]: value })} />;
  }
  const share = field.kind === "share";
  const value = Number(draft[id]);
  return (
    <NumberInput
      {...about}
      required
      withAsterisk={false}
      min={share ? 0 : field.from}
      max={share ? 100 : field.to}
      step={share ? 5 : 1}
      decimalScale={share ? 1 : (field.digits ?? 0)}
      decimalSeparator={decimalSeparator}
      suffix={share ? " %" : field.unit && ` ${t(`assume.unit.${field.unit}`)}`}
      value={share ? Math.round(value * 1000) / 10 : value}
      onChange={(typed) => typeof typed === "number" && onChange({ [id]: share ? Math.round(typed * 10) / 1000 : typed })}
    />
  );
}
