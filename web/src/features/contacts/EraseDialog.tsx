import { Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ContactRow } from "../../api/contract";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import classes from "./Contacts.module.css";
import { useRefresh } from "./queries";

/** Erases a contact (GDPR art. 17), saying plainly what goes, what stays and why. */
export function EraseDialog({ contact, onClose }: { contact: ContactRow; onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const refresh = useRefresh();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const erase = useMutation({
    mutationFn: () => api.post<{ entries: number; machines: number }>(`/contacts/${contact.id}/erase`, { reason: reason.trim() }),
    onSuccess: ({ machines }) => {
      notify({ message: t("erase.done", { count: machines, number: format.number(machines, 0) }) });
      void refresh();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== "") erase.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      zIndex={300}
      title={
        <Text fw={600} className={classes.address}>
          {t("erase.title", { address: contact.address })}
        </Text>
      }
      closeButtonProps={{ "aria-label": t("cancel") }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <List spacing="xs">
            <List.Item>{t("erase.goes")}</List.Item>
            <List.Item>{t("erase.digest")}</List.Item>
            <List.Item>{t("erase.files", { count: contact.machines, number: format.number(contact.machines, 0) })}</List.Item>
            <List.Item>{t("erase.messages")}</List.Item>
            <List.Item>{t("erase.final")}</List.Item>
          </List>
          <Textarea
            label={t("erase.reason")}
            description={t("erase.reason_hint")}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            error={tried && reason.trim() === "" ? t("erase.needs_reason") : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" color="red" loading={erase.isPending}>
              {t("erase.confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
