import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TourChecked, TourEdit } from "../../api/tours";
import { notify } from "../../components/notify";
import { type Board, nameOf } from "./board";
import { breaksAnew, hideUndo, showUndo, useCheck, useMove, useStaleNotice } from "./changes";

/** A change that breaks something: it waits for a yes. */
export interface Proposed {
  edit: TourEdit;
  checked: TourChecked;
}

export interface Editing {
  proposed: Proposed | null;
  /** The visit that is being asked about or saved. */
  busy: string | null;
  /** Asks what a change breaks; where nothing does, it is saved at once and can be taken back. */
  propose: (edit: TourEdit) => void;
  accept: () => void;
  dismiss: () => void;
}

/** From a drag or the dialog to a saved change: what breaks is asked first, and what was saved can be taken back. */
export function useEditing(board: Board): Editing {
  const { t } = useTranslation("tours");
  const [proposed, setProposed] = useState<Proposed | null>(null);
  const check = useCheck();
  const move = useMove();
  const tellStale = useStaleNotice();

  const undo = (edit: TourEdit, etag: string) => {
    hideUndo();
    move.mutate({ edit, etag, accept: true }, { onSuccess: () => notify({ message: t("move.undone"), autoClose: 4000 }), onError: tellStale });
  };

  const save = (edit: TourEdit, etag: string, accept: boolean) => {
    const visit = board.visits.get(edit.visit_id);
    const before = board.placeOf(edit.visit_id);
    move.mutate(
      { edit, etag, accept },
      {
        onSuccess: (saved) => {
          setProposed(null);
          const name = visit ? nameOf(visit) : "";
          const text = edit.to === null ? t("move.taken_off", { name }) : t("move.done", { name, technician: board.technicianName(edit.to.technician_id) });
          showUndo({
            message: (
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Text>{text}</Text>
                <Button variant="light" size="compact-sm" flex="none" onClick={() => undo({ visit_id: edit.visit_id, to: before }, saved.etag)}>
                  {t("move.undo")}
                </Button>
              </Group>
            ),
          });
        },
        onError: (error) => {
          setProposed(null);
          // Another change came between: what it breaks now is shown before anything is saved.
          if (breaksAnew(error)) propose(edit);
          else tellStale(error);
        },
      },
    );
  };

  const propose = (edit: TourEdit) => {
    if (samePlace(board, edit)) {
      notify({ message: t("move.same"), autoClose: 4000 });
      return;
    }
    check.mutate(edit, {
      onSuccess: (checked) => {
        // The etag is that of the tours which were checked: what is shown may be older.
        if (checked.breaches.length === 0) save(edit, checked.etag, false);
        else setProposed({ edit, checked });
      },
    });
  };

  return {
    proposed,
    busy: check.isPending ? check.variables.visit_id : move.isPending ? move.variables.edit.visit_id : null,
    propose,
    accept: () => proposed && save(proposed.edit, proposed.checked.etag, true),
    dismiss: () => setProposed(null),
  };
}

function samePlace(board: Board, { visit_id, to }: TourEdit): boolean {
  const now = board.placeOf(visit_id);
  if (to === null || now === null) return to === now;
  return now.technician_id === to.technician_id && now.day === to.day && now.position === to.position;
}

