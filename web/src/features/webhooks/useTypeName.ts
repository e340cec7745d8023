import { useTranslation } from "react-i18next";

const NAMES = {
  "instand.opportunity.opened": "type.opportunity_opened",
  "instand.opportunity.stage-changed": "type.opportunity_stage_changed",
  "instand.opportunity.won": "type.opportunity_won",
  "instand.opportunity.lost": "type.opportunity_lost",
  "instand.enrolment.joined": "type.enrolment_joined",
  "instand.enrolment.ended": "type.enrolment_ended",
  "instand.task.opened": "type.task_opened",
  "instand.campaign.step": "type.campaign_step",
  "instand.webhook.test": "type.webhook_test",
} as const;

function isKnown(type: string): type is keyof typeof NAMES {
  return Object.hasOwn(NAMES, type);
}

/** What an event of a type says; one the page does not know by its id. */
export function useTypeName(): (type: string) => string {
  const { t } = useTranslation("webhooks");
  return (type) => (isKnown(type) ? t(NAMES[type]) : type);
}
