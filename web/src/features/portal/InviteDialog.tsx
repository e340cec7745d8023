import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Language, NewPortalContact, PortalContact } from "../../api/contract";
import { useSession } from "../../api/session";
import { notify } from "../../components/notify";
import { errorText } from "../../components/notifyError";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { LANGUAGES } from "../../i18n/setup";

interface Props {
  customer: string;
  /** What the customer is called. */
  name: string;
  onClose: () => void;
}

/** Invites one person of a customer: the mail with the first link goes out at once. */
export function InviteDialog({ customer, name: of, onClose }: Props) {
  const { t } = useTranslation("portal-staff");
  const client = useQueryClient();
  const own = useSession().account.language;
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [language, setLanguage] = useState<Language>(own);
  const [tried, setTried] = useState(false);
  const invite = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.post<PortalContact>("/portal-contacts", { customer_id: customer, name: name.trim(), email: email.trim(), language } satisfies NewPortalContact),
    onSuccess: async (contact) => {
      await client.invalidateQueries({ queryKey: ["portal-contacts"] });
      notify({ message: t("invite.done", { email: contact.email }) });
      onClose();
    },
  });
  const isAddress = /^[^@\s]+@[^@\s]+$/.test(email.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && isAddress && !invite.isPending) invite.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("invite.title", { customer: of })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate autoComplete="off">
        <Stack gap="sm">
          {invite.error && (
            <Alert color="red" variant="light" role="alert">
              {errorText(invite.error)}
            </Alert>
          )}
          <TextInput label={t("invite.name")} data-autofocus value={name} error={tried && name.trim() === "" ? t("invite.required") : undefined} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput label={t("invite.email")} type="email" value={email} error={tried && !isAddress ? t("invite.no_address") : undefined} onChange={(event) => setEmail(event.currentTarget.value)} />
          <Select
            label={t("invite.language")}
            allowDeselect={false}
            data={LANGUAGES.map((item) => ({ value: item, label: LANGUAGE_NAMES[item] }))}
            value={language}
            onChange={(chosen) => {
              const known = LANGUAGES.find((item) => item === chosen);
              if (known) setLanguage(known);
            }}
          />
          <Text size="sm" c="dimmed">
            {t("invite.hint")}
          </Text>
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {t("invite.send")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
