import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { HeldHit } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** The reason as a sentence ("Kürzlich kontaktiert bis 30.11.2026"), and what was noted with it. */
export function useReasonText(): (held: HeldHit["held"]) => { reason: string; note: string | null } {
  const { t } = useTranslation("held");
  const format = useFormats();
  const { campaignLabel } = useWords();
  return ({ reason, until, what, entry }) => {
    // What people entered has a note; what lists say, the ticket's number.
    const note = what === "" ? null : what;
    if (entry !== null) return { reason: t(`reason.${reason}`), note };
    const day = until === null ? null : format.day(until);
    switch (reason) {
      case "critical_ticket":
      case "complaint":
        return { reason: note === null ? t(`reason.${reason}`) : t(`sentence.${reason}`, { name: note }), note: null };
      case "recent_contact":
      case "rest": {
        const about = reason === "recent_contact" && note !== null ? campaignLabel(note) : null;
        return { reason: day === null ? t(`reason.${reason}`) : t(`sentence.${reason}`, { day }), note: about };
      }
      case "running_quote":
        return { reason: t("reason.running_quote"), note: note === null ? null : campaignLabel(note) };
      default:
        return { reason: t(`reason.${reason}`), note };
    }
  };
}
