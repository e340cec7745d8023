import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Webhook } from "../../api/contract";
import { notify } from "../../components/notify";
import { EndpointFields } from "./EndpointFields";
import { useChange, useRemove, useRotate } from "./queries";
import { SecretOnce } from "./SecretOnce";

/** How long the secret before signs, too, in hours. */
const HOURS = ["0", "24", "168"] as const;

/** Another address, or other types. */
export function EditDialog({ webhook, types: all, onClose }: { webhook: Webhook; types: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const change = useChange(webhook, true);
  const [url, setUrl] = useState(webhook.url);
  const [types, setTypes] = useState<string[]>(webhook.types);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (url.trim() !== "") change.mutate({ url: url.trim(), types }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{t("edit.title", { name: webhook.name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <EndpointFields url={url} onUrl={setUrl} all={all} types={types} onTypes={setTypes} tried error={change.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t("edit.confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Another secret, shown this once; the one before signs beside it for a while. */
export function RotateDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const rotate = useRotate(webhook);
  const [hours, setHours] = useState<string>("24");
  const made = rotate.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      title={<Text fw={600}>{made ? t("secret.title", { name: webhook.name }) : t("rotate.title", { name: webhook.name })}</Text>}
      closeButtonProps={{ "aria-label": made ? t("secret.done") : t("cancel") }}
    >
      {made ? (
        <SecretOnce secret={made.secret} onDone={onClose} />
      ) : (
        <Stack gap="md">
          <Text>{t("rotate.text")}</Text>
          <Select
            label={t("rotate.old")}
            w={260}
            allowDeselect={false}
            value={hours}
            data={HOURS.map((value) => ({ value, label: t(`rotate.hours.${value}`) }))}
            onChange={(value) => setHours(value ?? "24")}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t("cancel")}
            </Button>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate(Number(hours))}>
              {t("rotate.confirm")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

/** Takes an endpoint away, with what is known of it. */
export function RemoveDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const navigate = useNavigate();
  const remove = useRemove(webhook);
  const removed = () => {
    notify({ message: t("remove.notice", { name: webhook.name }) });
    void navigate({ to: "/webhooks" });
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("remove.title", { name: webhook.name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Text mb="md">{t("remove.text")}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: removed })}>
          {t("remove.confirm")}
        </Button>
      </Group>
    </Modal>
  );
}
