import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SuppressionReason } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { errorText } from "../../components/notifyError";
import { SUPPRESSION_REASONS } from "./search";
import type { Subject } from "./subject";
import { SubjectChoice } from "./SubjectChoice";
import { SubjectSelect } from "./SubjectSelect";
import { useSuppress } from "./useSuppressing";

export interface SuppressDialogProps {
  /** What one may choose from, the likeliest first; nothing: it is looked up. */
  subjects?: readonly Subject[];
  onClose: () => void;
}

/** Enters who is not to be spoken to, why and how long. */
export function SuppressDialog({ subjects = [], onClose }: SuppressDialogProps) {
  const { t } = useTranslation("held");
  const { today } = useSession();
  const [subject, setSubject] = useState<Subject | null>(subjects[0] ?? null);
  const [reason, setReason] = useState<SuppressionReason>("do_not_contact");
  const [from, setFrom] = useState<string | null>(today);
  const [until, setUntil] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const suppress = useSuppress();
  const isBackwards = from !== null && until !== null && until < from;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (subject === null || from === null || isBackwards) return;
    const of = { machine_id: subject.kind === "machine" ? subject.id : null, customer_id: subject.kind === "customer" ? subject.id : null };
    suppress.mutate({ ...of, reason, from, until, note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("form.title")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {suppress.error && (
            <Alert color="red" variant="light" role="alert">
              {errorText(suppress.error)}
            </Alert>
          )}
          {subjects.length > 0 ? (
            <SubjectChoice subjects={subjects} value={subject} onChange={setSubject} />
          ) : (
            <SubjectSelect value={subject} onChange={setSubject} error={tried && subject === null ? t("form.subject_missing") : undefined} />
          )}
          <Select
            label={t("form.reason")}
            allowDeselect={false}
            value={reason}
            data={SUPPRESSION_REASONS.map((of) => ({ value: of, label: t(`reason.${of}`) }))}
            onChange={(chosen) => setReason((before) => SUPPRESSION_REASONS.find((of) => of === chosen) ?? before)}
          />
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <DayInput label={t("form.from")} value={from} onChange={setFrom} error={tried && from === null ? t("form.day_missing") : undefined} />
            <DayInput label={t("form.until")} description={t("form.until_hint")} inputWrapperOrder={["label", "input", "description", "error"]} value={until} onChange={setUntil} error={isBackwards ? t("form.backwards") : undefined} />
          </Group>
          <Textarea label={t("form.note")} description={t("form.note_hint")} autosize minRows={2} maxRows={6} maxLength={1000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={suppress.isPending}>
              {t("form.submit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
