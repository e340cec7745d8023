import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../api/client";
import type { Account } from "../../api/contract";
import { useSession } from "../../api/session";
import { notify } from "../../components/notify";
import { errorText } from "../../components/notifyError";
import { LanguageSelect } from "./LanguageSelect";
import { accountsQuery, SHORTEST_PASSWORD } from "./queries";
import { RoleSelect } from "./RoleSelect";

interface Props {
  account: Account;
  onClose: () => void;
}

type Change = Partial<Pick<Account, "name" | "role" | "active" | "language">> & { password?: string };

/** Changes an account. Only what was changed is sent, so that two administrators do not undo each other. */
export function AccountDialog({ account, onClose }: Props) {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const isOwn = useSession().account.id === account.id;
  const [draft, setDraft] = useState<Change>({});
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const shown = { ...account, ...draft };
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (change: Change) => api.patch<Account>(`/accounts/${encodeURIComponent(account.id)}`, change, { etag: account.etag }),
    onSuccess: async (now) => {
      client.setQueryData(accountsQuery.queryKey, (rows) => rows?.map((row) => (row.id === now.id ? now : row)));
      notify({ message: t("people.changed", { name: now.name }) });
      onClose();
      await client.invalidateQueries({ queryKey: ["accounts"] });
    },
    onError: (error) => (isChangedMeanwhile(error) ? client.refetchQueries({ queryKey: accountsQuery.queryKey }) : undefined),
  });
  const short = password !== "" && password.length < SHORTEST_PASSWORD;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (short || shown.name.trim() === "") return;
    // Who gets a new password is meant to be let in with it.
    const change: Change = password === "" ? draft : { ...draft, password, ...(account.locked && account.active ? { active: true } : {}) };
    if (Object.keys(change).length === 0) onClose();
    else save.mutate(change);
  };
  const set = (change: Change) => setDraft((before) => ({ ...before, ...change }));

  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>{t("people.edit_title", { name: account.name })}</Text>}
      closeButtonProps={{ "aria-label": t("people.cancel") }}
    >
      <form onSubmit={submit} noValidate autoComplete="off">
        <Stack gap="sm">
          {save.error && (
            <Alert color={isChangedMeanwhile(save.error) ? "amber" : "red"} variant="light" role="alert">
              {isChangedMeanwhile(save.error) ? t("people.conflict") : errorText(save.error)}
            </Alert>
          )}
          {account.locked && (
            <Alert color="amber" variant="light">
              {t("people.locked_hint")}
            </Alert>
          )}
          {isOwn && (
            <Text size="sm" c="dimmed">
              {t("people.own")}
            </Text>
          )}
          <TextInput
            label={t("people.name")}
            data-autofocus
            value={shown.name}
            error={tried && shown.name.trim() === "" ? t("people.required") : undefined}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <RoleSelect value={shown.role} disabled={isOwn} onChange={(role) => set({ role })} />
          <LanguageSelect value={shown.language} onChange={(language) => set({ language })} />
          <PasswordInput
            label={t("people.password_reset")}
            description={t("people.password_reset_hint")}
            autoComplete="new-password"
            value={password}
            error={tried && short ? t("password.short") : undefined}
            visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {!isOwn && (
            <div>
              <Button variant="default" onClick={() => save.mutate({ active: !account.active })} disabled={save.isPending}>
                {t(account.active ? "people.deactivate" : "people.activate")}
              </Button>
              {account.active && (
                <Text size="xs" c="dimmed" mt={4}>
                  {t("people.deactivate_hint")}
                </Text>
              )}
            </div>
          )}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t("people.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("people.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
