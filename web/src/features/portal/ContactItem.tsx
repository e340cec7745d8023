import { Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { PortalContact } from "../../api/contract";
import { useMay } from "../../api/session";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { LANGUAGE_NAMES } from "../../i18n/names";
import classes from "./Portal.module.css";

type State = "inactive" | "invited" | "active";
const COLOUR: Record<State, string> = { inactive: "gray", invited: "amber", active: "teal" };

/** One who may sign in: whether they did, and inviting again or taking the portal away. */
export function ContactItem({ contact, canInvite }: { contact: PortalContact; canInvite: boolean }) {
  const { t } = useTranslation("portal-staff");
  const format = useFormats();
  const may = useMay();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const refresh = () => void client.invalidateQueries({ queryKey: ["portal-contacts"] });
  const change = useMutation({
    mutationFn: (active: boolean) => api.patch<PortalContact>(`/portal-contacts/${contact.id}`, { is_active: active }, { etag: contact.etag }),
    onSuccess: (now) => notify({ message: t(now.is_active ? "contact.let_in" : "contact.kept_out", { name: now.name }) }),
    onSettled: () => {
      close();
      refresh();
    },
  });
  const invite = useMutation({
    mutationFn: () => api.post<void>(`/portal-contacts/${contact.id}/invite`),
    onSuccess: () => notify({ message: t("contact.invited_again", { email: contact.email }) }),
    onSettled: refresh,
  });
  const { name, email, is_active: active, last_sign_in: last } = contact;
  const state: State = !active ? "inactive" : last === null ? "invited" : "active";
  return (
    <li className={classes.contact}>
      <div className={classes.who}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          <Badge variant="light" color={COLOUR[state]} radius="sm" tt="none" fw={500}>
            {t(`contact.state.${state}`)}
          </Badge>
        </Group>
        <Text size="sm">
          {email} · {LANGUAGE_NAMES[contact.language]}
        </Text>
        <Text size="sm" c="dimmed">
          {t("contact.invited", { person: contact.invited_by, at: format.instant(contact.invited_at) })}
          {last !== null && ` · ${t("contact.last", { at: format.instant(last) })}`}
        </Text>
      </div>
      {may("work_all") && (
        <Group gap="xs">
          {active && canInvite && (
            <Button variant="default" size="compact-md" loading={invite.isPending} onClick={() => invite.mutate()} aria-label={t("contact.again_label", { name })}>
              {t("contact.again")}
            </Button>
          )}
          <Button
            variant="default"
            size="compact-md"
            loading={change.isPending}
            onClick={() => (active ? setAsking(true) : change.mutate(true))}
            aria-label={t(active ? "contact.keep_out_label" : "contact.let_in_label", { name })}
          >
            {t(active ? "contact.keep_out" : "contact.let_in_again")}
          </Button>
        </Group>
      )}
      {asking && (
        <Modal opened onClose={close} title={<Text fw={600}>{t("contact.ask", { name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
          <Text mb="md">{t("contact.ask_text")}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              {t("cancel")}
            </Button>
            <Button color="red" loading={change.isPending} onClick={() => change.mutate(false)}>
              {t("contact.keep_out")}
            </Button>
          </Group>
        </Modal>
      )}
    </li>
  );
}
