import { useTranslation } from "react-i18next";

const NOUNS = ["opportunity", "machine", "contact", "contact_role", "campaign", "campaign_member", "task", "work_order"] as const;
const FIELDS = [
  "opportunity.name",
  "opportunity.stage",
  "opportunity.close_date",
  "opportunity.amount",
  "opportunity.customer",
  "opportunity.next_step",
  "opportunity.proof",
  "opportunity.machine",
  "opportunity.campaign",
  "opportunity.owner",
  "opportunity.currency",
  "machine.name",
  "machine.serial_number",
  "machine.installed_on",
  "machine.machine_type",
  "machine.customer",
  "contact.last_name",
  "contact.first_name",
  "contact.email",
  "contact.phone",
  "contact.customer",
  "contact.opted_out",
  "contact_role.opportunity",
  "contact_role.contact",
  "campaign.name",
  "campaign.text",
  "campaign.active",
  "campaign_member.campaign",
  "campaign_member.contact",
  "task.subject",
  "task.text",
  "task.due_on",
  "task.opportunity",
  "task.status",
  "task.owner",
  "work_order.subject",
  "work_order.text",
  "work_order.machine",
  "work_order.status",
  "work_order.minutes",
] as const;
const STAGES = ["new", "contacted", "quoted", "won", "lost"] as const;
const STATUSES = ["open", "planned", "promised", "done", "cancelled"] as const;
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

/** For what a noun is sent, in a sentence. */
export function useAbout(): (noun: string) => string | null {
  const { t } = useTranslation("salesforce");
  return (noun) => {
    const known = NOUNS.find((of) => of === noun);
    return known === undefined ? null : t(`about.${known}`);
  };
}

/** A value of ours: a stage, or how far a task or a visit is. */
export function useValueName(): (field: string, value: string) => string {
  const { t } = useTranslation("salesforce");
  const stageName = useStageName();
  return (field, value) => {
    const status = field === "status" ? STATUSES.find((of) => of === value) : undefined;
    return status === undefined ? stageName(value) : t(`status.${status}`);
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
