import { useTranslation } from "react-i18next";

/** Why a person has to do what was meant to go by itself, or why it waits; the server's words. */
const REASONS = [
  "objected_topic", "objected_all", "erased", "no_consent", "not_from_sale", "not_similar", "not_told", "ecg_not_checked", "not_a_customer",
  "person_decides", "no_contact", "no_address", "bounced", "not_set_up", "no_webhook", "no_team", "team_empty", "closed_day", "contact_limit", "never_open", "work_order",
  "critical_ticket", "complaint", "credit_block", "running_quote", "do_not_contact",
  "no_portal_contact", "text_incomplete", "portal_accepted", "portal_declined", "portal_question", "service_request",
] as const;

/** Why an enrolment ended. */
const ENDINGS = ["renewed", "out_of_field", "has_contract", "no_answer", "completed", "ordered", "declined"] as const;

/** Reasons in words; one the page has no word for stands as it is. */
export function useReasonWords(): { reason: (code: string) => string; ending: (code: string) => string } {
  const { t } = useTranslation("campaigns");
  return {
    reason: (code) => {
      const known = REASONS.find((of) => of === code);
      return known === undefined ? code : t(`reason.${known}`);
    },
    ending: (code) => {
      const known = ENDINGS.find((of) => of === code);
      return known === undefined ? code : t(`ending.${known}`);
    },
  };
}
