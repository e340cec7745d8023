import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ApiToken, Permission } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { TokenOnce } from "./TokenOnce";

interface Props {
  onClose: () => void;
}

export function NewTokenDialog({ onClose }: Props) {
  const { t } = useTranslation("account");
  const { permissions, today } = useSession();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Permission[]>(["read"]);
  const [expires, setExpires] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.post<ApiToken & { token: string }>("/tokens", { name: name.trim(), scopes, expires_on: expires ?? undefined }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && scopes.length > 0) create.mutate();
  };
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      // A slip beside the dialog must not lose what is shown only once.
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      title={<Text fw={600}>{made ? t("tokens.once_title", { name: made.name }) : t("tokens.new")}</Text>}
      closeButtonProps={{ "aria-label": made ? t("tokens.done") : t("tokens.cancel") }}
    >
      {made ? (
        <TokenOnce token={made.token} onDone={onClose} />
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <TextInput
              label={t("tokens.name")}
              description={t("tokens.name_hint")}
              data-autofocus
              value={name}
              error={tried && name.trim() === "" ? t("tokens.needs_name") : undefined}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Checkbox.Group
              label={t("tokens.scopes")}
              description={t("tokens.scopes_hint")}
              error={tried && scopes.length === 0 ? t("tokens.needs_scope") : undefined}
              value={scopes}
              onChange={(values) => setScopes(permissions.filter((permission) => values.includes(permission)))}
            >
              <Stack gap={6} mt="xs">
                {permissions.map((permission) => (
                  <Checkbox key={permission} size="xs" value={permission} label={t(`permission.${permission}`)} />
                ))}
              </Stack>
            </Checkbox.Group>
            <DayInput
              label={t("tokens.expires")}
              description={t("tokens.expires_hint")}
              maw={220}
              minDate={today}
              value={expires}
              onChange={setExpires}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("tokens.cancel")}
              </Button>
              <Button type="submit" loading={create.isPending}>
                {t("tokens.create")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
