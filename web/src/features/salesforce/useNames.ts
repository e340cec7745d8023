import { useTranslation } from "react-i18next";

const NOUNS = ["opportunity"] as const;
const FIELDS = ["opportunity.name", "opportunity.stage", "opportunity.close_date", "opportunity.amount", "opportunity.customer", "opportunity.next_step", "opportunity.proof", "opportunity.machine", "opportunity.campaign", "opportunity.owner", "opportunity.currency"] as const;
const STAGES = ["new", "contacted", "quoted", "won", "lost"] as const;
const TYPES = ["string", "textarea", "picklist", "multipicklist", "currency", "double", "int", "percent", "date", "datetime", "boolean", "email", "phone", "url", "parent"] as const;

/** What is sent, by its name here; what the page does not know by its id. */
export function useNounName(): (noun: string) => string {
  const { t } = useTranslation("salesforce");
  return (noun) => {
    const known = NOUNS.find((of) => of === noun);
    return known === undefined ? noun : t(`noun.${known}`);
  };
}

/** A field of ours. */
export function useFieldName(): (noun: string, field: string) => string {
  const { t } = useTranslation("salesforce");
  return (noun, field) => {
    const known = FIELDS.find((of) => of === `${noun}.${field}`);
    return known === undefined ? field : t(`field.${known}`);
  };
}

/** A stage of ours. */
export function useStageName(): (stage: string) => string {
  const { t } = useTranslation("salesforce");
  return (stage) => {
    const known = STAGES.find((of) => of === stage);
    return known === undefined ? stage : t(`stage.${known}`);
  };
}

/** What a field of the org holds. */
export function useTypeName(): (type: string) => string {
  const { t } = useTranslation("salesforce");
  return (type) => {
    const known = TYPES.find((of) => of === type);
    return known === undefined ? type : t(`type.${known}`);
  };
}
