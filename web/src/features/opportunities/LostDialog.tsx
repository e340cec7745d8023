import { Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useAddNote, useChange } from "./changes";
import { nameOf } from "./notices";
import { isLostReason, LOST_REASONS, type LostReason } from "./stages";

interface Props {
  row: OpportunityRow;
  onClose: () => void;
}

/** Why a sale was lost is what the next one learns from, so it is asked. What was typed stays until it is saved. */
export function LostDialog({ row, onClose }: Props) {
  const { t } = useTranslation("opportunities");
  const [reason, setReason] = useState<LostReason | null>(null);
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const change = useChange();
  const addNote = useAddNote();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reason) {
      setMissing(true);
      return;
    }
    const text = note.trim();
    // The note goes first: the undo that the message offers must take back the loss, not the note.
    const first = text === "" ? Promise.resolve() : addNote.mutateAsync({ row, text }).then(() => setNote(""));
    void first
      .then(() => change.mutateAsync({ row, change: { stage: "lost", lost_reason: reason } }))
      .then(onClose)
      // Both mutations tell of their failure themselves; the dialog stays open.
      .catch(() => undefined);
  };

  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("lost.title", { customer: nameOf(row) })}</Text>} closeButtonProps={{ "aria-label": t("lost.cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Radio.Group
            label={t("lost.question")}
            error={missing && !reason ? t("lost.missing") : undefined}
            value={reason}
            onChange={(value) => setReason(isLostReason(value) ? value : null)}
          >
            <Stack gap={8} mt="xs">
              {LOST_REASONS.map((item, index) => (
                <Radio key={item} value={item} label={t(`lost.reason.${item}`)} data-autofocus={index === 0 || undefined} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t("lost.note")}
            description={t("lost.note_hint")}
            autosize
            minRows={2}
            maxRows={6}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("lost.cancel")}
            </Button>
            <Button type="submit" loading={change.isPending || addNote.isPending}>
              {t("lost.submit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
