import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { EndpointFields } from "./EndpointFields";
import { useAdd } from "./queries";
import { SecretOnce } from "./SecretOnce";

/** Adds an endpoint and shows its secret, this once. */
export function AddDialog({ types: all, onClose }: { types: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const navigate = useNavigate();
  const add = useAdd();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState<string[]>(["instand.opportunity.opened"]);
  const [tried, setTried] = useState(false);
  const isName = /^[a-z0-9-]{1,40}$/.test(name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isName && url.trim() !== "") add.mutate({ name: name.trim(), url: url.trim(), types });
  };
  const made = add.data;
  const done = () => {
    onClose();
    if (made) void navigate({ to: "/webhooks/$id", params: { id: made.webhook.id } });
  };
  return (
    <Modal
      opened
      onClose={done}
      size="lg"
      // A slip beside the dialog must not lose what is shown only once.
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      title={<Text fw={600}>{made ? t("secret.title", { name: made.webhook.name }) : t("add.button")}</Text>}
      closeButtonProps={{ "aria-label": made ? t("secret.done") : t("cancel") }}
    >
      {made ? (
        <SecretOnce secret={made.secret} onDone={done} />
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <TextInput
              label={t("add.name")}
              description={t("add.name_hint")}
              data-autofocus
              autoComplete="off"
              value={name}
              error={tried && !isName ? t("add.needs_name") : undefined}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <EndpointFields url={url} onUrl={setUrl} all={all} types={types} onTypes={setTypes} tried={tried} error={add.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={add.isPending}>
                {t("add.confirm")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
