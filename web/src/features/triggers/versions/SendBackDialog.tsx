import { Button, Group, Modal, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  version: number;
  loading: boolean;
  onSend: (note: string) => void;
  onClose: () => void;
}

/** Gives a submitted version back; its author is told what to change. */
export function SendBackDialog({ version, loading, onSend, onClose }: Props) {
  const { t } = useTranslation("triggers");
  const [note, setNote] = useState("");
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("send_back.title", { version: String(version) })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Textarea label={t("send_back.note")} autosize minRows={3} maxLength={1000} data-autofocus mb="md" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button loading={loading} disabled={note.trim() === ""} onClick={() => onSend(note.trim())}>
          {t("step.send_back")}
        </Button>
      </Group>
    </Modal>
  );
}
