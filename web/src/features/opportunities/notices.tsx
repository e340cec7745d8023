import { notifications } from "@mantine/notifications";
import type { OpportunityDetail, OpportunityRow } from "../../api/contract";
import { notify } from "../../components/notify";
import { errorText } from "../../components/notifyError";
import { i18next } from "../../i18n/setup";
import { UndoNotice } from "./UndoNotice";

export function nameOf(row: Pick<OpportunityRow, "customer_name" | "serial_number">): string {
  return row.customer_name ?? row.serial_number;
}

const words = () => i18next.getFixedT(null, "opportunities");

// One message a thing: an older "undo" would take back something newer than it says.
const shown = new Map<string, string>();
function show(about: string, message: Parameters<typeof notify>[0]): void {
  hide(about);
  shown.set(about, notify({ autoClose: 9000, ...message }));
}

function hide(about: string): void {
  const id = shown.get(about);
  if (id !== undefined) notifications.hide(id);
  shown.delete(about);
}

export function tellDone(row: OpportunityRow, text: string, undo: () => void): void {
  const onAction = () => {
    hide(row.id);
    undo();
  };
  show(row.id, { message: <UndoNotice text={text} action={words()("notice.undo")} onAction={onAction} /> });
}

export function tellUndone(row: OpportunityRow): void {
  show(row.id, { message: words()("notice.undone", { name: nameOf(row) }), autoClose: 4000 });
}

/** Who changed it (the server says), how it stands now, and a way to go on. */
export function tellConflict(error: unknown, now: OpportunityDetail, again?: () => void): void {
  const t = words();
  const text = `${errorText(error)} ${t("notice.conflict_state", { stage: t(`stage.${now.stage}`), owner: now.owner })}`;
  const onAction = () => {
    hide(now.id);
    again?.();
  };
  show(now.id, {
    color: "amber",
    autoClose: 20_000,
    title: `${t("notice.conflict_title")}: ${nameOf(now)}`,
    message: again ? (
      <UndoNotice text={text} more={t("notice.conflict_kept")} action={t("notice.conflict_again")} onAction={onAction} />
    ) : (
      text
    ),
  });
}

const HANDOVER = "handover";

export function tellReassigned(count: number, number: string, owner: string, undo: () => void): void {
  const onAction = () => {
    hide(HANDOVER);
    undo();
  };
  const text = words()("notice.reassigned", { count, number, owner });
  show(HANDOVER, { message: <UndoNotice text={text} action={words()("notice.undo")} onAction={onAction} /> });
}

export function tellReassignUndone(): void {
  show(HANDOVER, { message: words()("notice.reassign_undone"), autoClose: 4000 });
}
