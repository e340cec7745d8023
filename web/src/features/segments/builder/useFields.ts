import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FullField, OptionGroup } from "react-querybuilder";
import { useWords } from "../../../api/catalogue";
import type { Category, DataType } from "../../../api/contract";
import { SEGMENT } from "./rules";

export interface FactField extends FullField {
  data: DataType | typeof SEGMENT;
  unit: string | null;
}

export type FieldGroup = OptionGroup<FactField>;

const IN_WORDS: ReadonlySet<string> = new Set(["d", "mo", "a"]);
const CATEGORIES: readonly Category[] = ["master", "location", "contract", "operating", "commercial"];

/** Facts as the builder offers them: by category, with their units; other segments last. */
export function useFields(): FieldGroup[] {
  const { t } = useTranslation("segments");
  const words = useWords();
  return useMemo(() => {
    const { facts } = words.catalogue;
    const field = (fact: (typeof facts)[number]): FactField => {
      // That days, months and years are meant says the editor of the value, in words.
      const label = fact.unit === null || IN_WORDS.has(fact.unit) ? fact.label : `${fact.label} [${fact.unit}]`;
      return { name: fact.id, value: fact.id, label, data: fact.data, unit: fact.unit };
    };
    const groups = CATEGORIES.map((category) => ({
      label: t(`category.${category}`),
      options: facts.filter((fact) => fact.category === category).map(field),
    })).filter((group) => group.options.length > 0);
    const segment: FactField = { name: SEGMENT, value: SEGMENT, label: t("builder.segment"), data: SEGMENT, unit: null };
    return [...groups, { label: t("category.segments"), options: [segment] }];
  }, [words, t]);
}
