import { useTranslation } from "react-i18next";
import type { Activity } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { isLostReason, isStage } from "./stages";

const UNDOABLE = ["stage", "owner", "follow_up", "note"] as const;

/** An entry of the history in words: what was done, and the note or reason with it. */
export function useActivityText(): (activity: Activity) => { what: string; more: string | null } {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const stage = (value: string | null) => (isStage(value) ? t(`stage.${value}`) : (value ?? "–"));
  const reason = (value: string | null) => (isLostReason(value) ? t(`lost.reason.${value}`) : value);

  return ({ kind, from, to, text }) => {
    switch (kind) {
      case "opened":
        return { what: t("activity.opened"), more: text };
      case "stage":
        return { what: t("activity.stage", { from: stage(from), to: stage(to) }), more: reason(text) };
      case "owner":
        return { what: from === null ? t("activity.owner_first", { to }) : t("activity.owner", { from, to }), more: text };
      case "follow_up":
        return { what: to === null ? t("activity.follow_up_removed") : t("activity.follow_up", { to: format.day(to) }), more: text };
      case "note":
        return { what: t("activity.note"), more: text };
      case "undone": {
        const undone = UNDOABLE.find((item) => item === text);
        return { what: t("activity.undone"), more: undone ? t(`activity.undone_what.${undone}`) : text };
      }
    }
  };
}
