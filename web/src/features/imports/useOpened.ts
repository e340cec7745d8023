import { useCallback, useMemo, useState } from "react";
import type { UploadTable } from "../../api/contract";
import { holdsNothing, keyOf, questionsIn } from "./decisions";

const DRAWN_MS = 60;
// With few tables one wants to see them all at once.
const FEW = 2;

/** Which tables are unfolded: those with questions, and all where there are few. Asked tables stand first. */
export function useOpened(tables: UploadTable[]) {
  const [asked] = useState(() => new Set(tables.filter((table) => questionsIn(table) > 0).map(keyOf)));
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isOpen = useCallback(
    (table: UploadTable) => toggled.get(keyOf(table)) ?? (!table.ignored && !holdsNothing(table) && (tables.length <= FEW || asked.has(keyOf(table)) || questionsIn(table) > 0)),
    [toggled, tables.length, asked],
  );
  const open = (table: UploadTable, to: boolean) => setToggled((before) => new Map(before).set(keyOf(table), to));
  const goToQuestion = (table: UploadTable | undefined) => {
    if (!table) return;
    open(table, true);
    window.setTimeout(() => {
      const question = document.querySelector<HTMLElement>("[data-question]");
      question?.scrollIntoView({ block: "center", behavior: "smooth" });
      question?.focus({ preventScroll: true });
    }, DRAWN_MS);
  };
  // The order stays as it was at first; a table does not move away when its last question is answered.
  const ordered = useMemo(() => {
    const place = (table: UploadTable) => (asked.has(keyOf(table)) ? 0 : holdsNothing(table) ? 2 : 1);
    return [...tables].sort((a, b) => place(a) - place(b));
  }, [tables, asked]);
  return { tables: ordered, isOpen, toggle: (table: UploadTable) => open(table, !isOpen(table)), goToQuestion };
}
