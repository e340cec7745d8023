import { useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Catalogue } from "./contract";
import { catalogueQuery } from "./queries";

export type FieldEntry = Catalogue["fields"][number];
export type FactEntry = Catalogue["facts"][number];

export interface Words {
  catalogue: Catalogue;
  /** A field of the machine file, or of another kind when `kind` is given. */
  field: (id: string, kind?: string) => FieldEntry | undefined;
  fact: (id: string) => FactEntry | undefined;
  fieldLabel: (id: string, kind?: string) => string;
  factLabel: (id: string) => string;
  kindLabel: (id: string) => string;
  campaignLabel: (id: string) => string;
  triggerTitle: (id: string) => string;
  /** A value of a status, severity or type of visit; a value the product has no word for as it stands. */
  stateLabel: (id: string) => string;
}

const indexed = new WeakMap<Catalogue, Words>();

// Many cells ask for labels; the index is made once a catalogue, not once a component.
function wordsOf(catalogue: Catalogue): Words {
  const known = indexed.get(catalogue);
  if (known) return known;
  const fields = new Map(catalogue.fields.map((field) => [`${field.kind}.${field.id}`, field]));
  const facts = new Map(catalogue.facts.map((fact) => [fact.id, fact]));
  const labels = (entries: { id: string; label: string }[]) => new Map(entries.map((entry) => [entry.id, entry.label]));
  const kinds = labels(catalogue.kinds);
  const campaigns = labels(catalogue.campaigns);
  const states = labels(catalogue.states);
  const triggers = new Map(catalogue.triggers.map((trigger) => [trigger.id, trigger.title]));
  const field = (id: string, kind = "machines") => fields.get(`${kind}.${id}`);
  const words: Words = {
    catalogue,
    field,
    fact: (id) => facts.get(id),
    fieldLabel: (id, kind) => field(id, kind)?.label ?? id,
    factLabel: (id) => facts.get(id)?.label ?? id,
    kindLabel: (id) => kinds.get(id) ?? id,
    campaignLabel: (id) => campaigns.get(id) ?? id,
    triggerTitle: (id) => triggers.get(id) ?? id,
    stateLabel: (id) => states.get(id) ?? id,
  };
  indexed.set(catalogue, words);
  return words;
}

/** Labels in the session's language. The catalogue is loaded before any page is shown. */
export function useWords(): Words {
  const { data } = useSuspenseQuery(catalogueQuery);
  return useMemo(() => wordsOf(data), [data]);
}
