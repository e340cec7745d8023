import type { CampaignScope } from "../../api/contract";

/** The address of the wizard: what was chosen so far, so that going back goes a step back. Several values by commas. */
export interface WizardSearch {
  template?: string;
  machine_type?: string;
  trigger?: string;
  country?: string;
  step?: "try";
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export function wizardSearch(raw: Record<string, unknown>): WizardSearch {
  const template = text(raw.template);
  return {
    template,
    machine_type: text(raw.machine_type),
    trigger: text(raw.trigger),
    country: text(raw.country),
    step: raw.step === "try" && template !== undefined ? "try" : undefined,
  };
}

// A type may have a comma in its name; it is written twice then.
const listed = (value: string | undefined): string[] =>
  value === undefined ? [] : value.split(/(?<!,),(?!,)/).map((part) => part.replaceAll(",,", ",")).filter((part) => part !== "");
const written = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.map((value) => value.replaceAll(",", ",,")).join(","));

export function scopeOf({ machine_type, trigger, country }: WizardSearch): CampaignScope {
  return { machine_types: listed(machine_type), triggers: listed(trigger), countries: listed(country) };
}

export function searchOf({ machine_types, triggers, countries }: CampaignScope): Pick<WizardSearch, "machine_type" | "trigger" | "country"> {
  return { machine_type: written(machine_types), trigger: written(triggers), country: written(countries) };
}
