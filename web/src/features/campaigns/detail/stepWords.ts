import { useTranslation } from "react-i18next";
import type { CampaignDetail, CampaignStep } from "../../../api/contract";
import { useSession } from "../../../api/session";
import { useReasonWords } from "../reasons";
import { filled } from "../template";
import { useVariableLabels } from "../variableLabels";

interface StepWords {
  /** What a step does, in a line. */
  stepText: (step: CampaignStep) => string;
  /** The same by its id; the id where the campaign has no such step, or is not there yet. */
  stepNamed: (id: string) => string;
  /** A message by its subject, with the names of the variables in it. */
  mailNamed: (id: string) => string;
}

/** What the steps of a campaign do. */
export function useStepWords(campaign: CampaignDetail | undefined): StepWords {
  const { t } = useTranslation("campaigns");
  const { language } = useSession().account;
  const { ending } = useReasonWords();
  const labels = useVariableLabels();
  const subject = (id: string) => {
    const mail = campaign?.mails.find((of) => of.id === id);
    if (mail === undefined) return id;
    return filled(mail.subject[language], labels.bracketed, [])
      .map(({ text }) => text)
      .join("");
  };
  const mailNamed = (id: string) => t("flow.mail", { subject: subject(id) });
  const happenings = (step: CampaignStep) => step.happenings.map((of) => t(`happening.${of}`)).join(" / ");
  const stepText = (step: CampaignStep): string => {
    switch (step.kind) {
      case "mail":
        return mailNamed(step.mail ?? "");
      case "notice":
        return t("flow.notice", { subject: subject(step.mail ?? "") });
      case "task":
      case "work_order":
        return t(`flow.${step.kind}`, { title: step.title ?? "" });
      case "assign":
        return step.team === null ? t("flow.assign") : t("flow.assign_team", { team: step.team });
      case "wait": {
        const what = happenings(step);
        if (step.wait_days === null) return t("flow.wait_until", { what });
        const days = { count: step.wait_days, number: String(step.wait_days) };
        return what === "" ? t("flow.wait_days", days) : t("flow.wait_days_until", { ...days, what });
      }
      case "branch":
        return step.condition === null ? t("flow.branch_happened", { what: happenings(step) }) : t("flow.branch");
      case "end":
        return t("flow.end", { reason: ending(step.reason ?? "completed") });
      default:
        return t(`flow.${step.kind}`);
    }
  };
  const stepNamed = (id: string) => {
    const step = campaign?.steps.find((of) => of.id === id);
    return step === undefined ? id : stepText(step);
  };
  return { stepText, stepNamed, mailNamed };
}
