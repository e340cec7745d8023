import type { MappedObject, SalesforceMapping } from "../../api/contract";

/** What always is the same in a field. */
export type Constant = string | number | boolean | null;

/** Where one thing of ours goes, in the shape of `[connectors.salesforce.mapping]`. */
export interface ObjectDraft {
  object: string;
  /** Our field = theirs; empty where it is not sent. */
  fields: Record<string, string>;
  /** Their field = what it always is. */
  constants: Record<string, Constant>;
  /** For a field of ours: our value = theirs. */
  values: Record<string, Record<string, string>>;
}

/** The mapping as it is edited, by what it is here. */
export type Draft = Record<string, ObjectDraft>;

/** As it stands, or as it would be where nobody says anything. */
export function objectDraft(of: MappedObject, usual = false): ObjectDraft {
  return {
    object: usual ? of.usual_object : of.object,
    fields: Object.fromEntries(of.fields.map(({ name, field, usual: shipped }) => [name, usual ? shipped : field])),
    constants: usual ? {} : { ...of.constants },
    values: usual ? {} : structuredClone(of.values),
  };
}

export function draftOf(mapping: SalesforceMapping): Draft {
  return Object.fromEntries(mapping.objects.filter(({ is_sent }) => is_sent).map((of) => [of.noun, objectDraft(of)]));
}

/** Without this name. */
export function without<T>(of: Record<string, T>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(of).filter(([other]) => other !== name));
}
