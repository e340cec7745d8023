import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Account, Language, Role } from "../../api/contract";
import { useSession } from "../../api/session";
import { notify } from "../../components/notify";
import { errorText } from "../../components/notifyError";
import { LanguageSelect } from "./LanguageSelect";
import { SHORTEST_PASSWORD } from "./queries";
import { RoleSelect } from "./RoleSelect";

interface Props {
  onClose: () => void;
}

export function NewAccountDialog({ onClose }: Props) {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const own = useSession().account;
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [role, setRole] = useState<Role>("sales");
  const [language, setLanguage] = useState<Language>(own.language);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.post<Account>("/accounts", { login: login.trim(), name: name.trim(), role, language, password }),
    onSuccess: async (account) => {
      await client.invalidateQueries({ queryKey: ["accounts"] });
      notify({ message: t("people.created", { name: account.name }) });
      onClose();
    },
  });
  const required = (value: string) => (tried && value.trim() === "" ? t("people.required") : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && login.trim() !== "" && password.length >= SHORTEST_PASSWORD) create.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("people.new")}</Text>} closeButtonProps={{ "aria-label": t("people.cancel") }}>
      <form onSubmit={submit} noValidate autoComplete="off">
        <Stack gap="sm">
          {create.error && (
            <Alert color="red" variant="light" role="alert">
              {errorText(create.error)}
            </Alert>
          )}
          <TextInput label={t("people.name")} data-autofocus value={name} error={required(name)} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput
            label={t("people.login")}
            description={t("people.login_hint")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={login}
            error={required(login)}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          <RoleSelect value={role} onChange={setRole} />
          <LanguageSelect value={language} onChange={setLanguage} />
          <PasswordInput
            label={t("people.password_new")}
            description={t("people.password_hint")}
            autoComplete="new-password"
            value={password}
            error={tried && password.length < SHORTEST_PASSWORD ? t("password.short") : undefined}
            visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t("people.cancel")}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t("people.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
