import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { nameOf } from "../tours/board";
import { useCancelVisit } from "./changes";

interface Props {
  visit: Visit;
  onDone: () => void;
  onClose: () => void;
}

/** A visit that will not be made: why, and whether the customer said no. */
export function CancelVisitDialog({ visit, onDone, onClose }: Props) {
  const { t } = useTranslation("visits");
  const [reason, setReason] = useState("");
  const [declined, setDeclined] = useState(false);
  const [tried, setTried] = useState(false);
  const cancel = useCancelVisit();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== "") cancel.mutate({ visit, reason: reason.trim(), declined }, { onSuccess: onDone });
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("cancel_visit.title", { name: nameOf(visit) })}</Text>} closeButtonProps={{ "aria-label": t("back") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text>{t(visit.promise ? "cancel_visit.text_promised" : "cancel_visit.text")}</Text>
          <Textarea
            label={t("cancel_visit.reason")}
            data-autofocus
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            error={tried && reason.trim() === "" ? t("cancel_visit.needs_reason") : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {visit.enrolment_id !== null && (
            <Checkbox label={t("cancel_visit.declined")} checked={declined} onChange={(event) => setDeclined(event.currentTarget.checked)} />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("back")}
            </Button>
            <Button type="submit" color="red" loading={cancel.isPending}>
              {t("action.cancel_visit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
