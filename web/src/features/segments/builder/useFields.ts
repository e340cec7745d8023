import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FullField, OptionGroup } from "react-querybuilder";
import { useWords } from "../../../api/catalogue";
import type { Category } from "../../../api/contract";
import { type About, EXPRESSION, type FieldData, SEGMENT, TRIGGER } from "./rules";

export interface FactField extends FullField {
  data: FieldData;
  unit: string | null;
}

export type FieldGroup = OptionGroup<FactField>;

/** The field of a rule. One that is not known, of a file say, is taken for a text. */
export function factOf(field: FullField): FactField {
  const known = field as Partial<FactField>;
  return { ...field, data: known.data ?? "text", unit: known.unit ?? null };
}

const IN_WORDS: ReadonlySet<string> = new Set(["d", "mo", "a"]);
const CATEGORIES: readonly Category[] = ["master", "location", "contract", "operating", "commercial"];

/** Facts as the builder offers them: by category, with their units; other segments or triggers last. */
export function useFields(about: About): FieldGroup[] {
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
    const own = (name: typeof SEGMENT | typeof TRIGGER | typeof EXPRESSION): FactField => ({ name, value: name, label: t(`builder.${name}`), data: name, unit: null });
    if (about === "segment") return [...groups, { label: t("category.segments"), options: [own(SEGMENT)] }];
    return [...groups, { label: t("category.triggers"), options: [own(TRIGGER), own(EXPRESSION)] }];
  }, [words, about, t]);
}
