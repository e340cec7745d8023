import type { Announcements } from "@dnd-kit/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { nameOf } from "./notices";
import { isStage } from "./stages";

/** What a screen reader says while a card is moved. */
export function useAnnouncements(find: (id: string) => OpportunityRow | undefined): Announcements {
  const { t } = useTranslation("opportunities");
  return useMemo(() => {
    const say = (key: "start" | "over" | "outside" | "end" | "cancel", id: unknown, stage?: unknown) => {
      const row = find(String(id));
      if (!row) return undefined;
      const shown: Stage = isStage(stage) ? stage : row.stage;
      return t(`drag.${key}`, { name: nameOf(row), stage: t(`stage.${shown}`) });
    };
    return {
      onDragStart: ({ active }) => say("start", active.id),
      onDragOver: ({ active, over }) => (over ? say("over", active.id, over.id) : say("outside", active.id)),
      onDragEnd: ({ active, over }) => (over ? say("end", active.id, over.id) : say("cancel", active.id)),
      onDragCancel: ({ active }) => say("cancel", active.id),
    };
  }, [find, t]);
}
