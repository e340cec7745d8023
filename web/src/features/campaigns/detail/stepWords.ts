import { useTranslation } from "react-i18next";
import type { CampaignDetail, CampaignStep } from "../../../api/contract";
import { useSession } from "../../../api/session";
import { useReasonWords } from "../reasons";
import { useVariableLabels } from "../variableLabels";
import { filled } from "../template";

/** What a step does, in a line; a message by its subject, with the names of the variables in it. */
export function useStepWords(campaign: CampaignDetail): (step: CampaignStep) => string {
  const { t } = useTranslation("campaigns");
  const { language } = useSession().account;
  const { ending } = useReasonWords();
  const labels = useVariableLabels();
  const subject = (id: string | null) => {
    const mail = campaign.mails.find((of) => of.id === id);
    if (mail === undefined) return id ?? "";
    return filled(mail.subject[language], labels.bracketed, [])
      .map(({ text }) => text)
      .join("");
  };
  return (step) => {
    switch (step.kind) {
      case "mail":
      case "notice":
        return t(`flow.${step.kind}`, { subject: subject(step.mail) });
      case "task":
      case "work_order":
        return t(`flow.${step.kind}`, { title: step.title ?? "" });
      case "wait": {
        const what = step.happenings.map((of) => t(`happening.${of}`)).join(" / ");
        if (step.wait_days === null) return t("flow.wait_until", { what });
        const days = { count: step.wait_days, number: String(step.wait_days) };
        return what === "" ? t("flow.wait_days", days) : t("flow.wait_days_until", { ...days, what });
      }
      case "branch":
        return step.condition === null ? t("flow.branch_happened", { what: step.happenings.map((of) => t(`happening.${of}`)).join(" / ") }) : t("flow.branch");
      case "end":
        return t("flow.end", { reason: ending(step.reason ?? "completed") });
      default:
        return t(`flow.${step.kind}`);
    }
  };
}
