import { Button, Input, Paper, SegmentedControl, Select, Stack, TextInput, Title, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Session } from "../../api/contract";
import { sessionQuery } from "../../api/queries";
import { useSession } from "../../api/session";
import { useChangeLanguage } from "../../app/useChangeLanguage";
import { notify } from "../../components/notify";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { LANGUAGES } from "../../i18n/setup";

const SCHEMES = ["light", "dark", "auto"] as const;

export function ProfileForm() {
  const { t } = useTranslation("account");
  const { account } = useSession();
  const client = useQueryClient();
  const changeLanguage = useChangeLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [name, setName] = useState(account.name);
  const save = useMutation({
    mutationFn: () => api.patch<Session>("/session", { name: name.trim() }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      setName(session.account.name);
      notify({ message: t("settings.saved") });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && name.trim() !== account.name) save.mutate();
  };
  const language = LANGUAGES.find((item) => item === account.language) ?? null;

  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        {t("settings.profile")}
      </Title>
      <Stack gap="md">
        <form onSubmit={submit}>
          <TextInput
            label={t("settings.name")}
            description={t("settings.name_hint")}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {name.trim() !== account.name && (
            <Button type="submit" mt="xs" disabled={name.trim() === ""} loading={save.isPending}>
              {t("settings.save")}
            </Button>
          )}
        </form>
        <Select
          label={t("settings.language")}
          description={t("settings.language_hint")}
          allowDeselect={false}
          data={LANGUAGES.map((item) => ({ value: item, label: LANGUAGE_NAMES[item] }))}
          value={language}
          disabled={changeLanguage.isPending}
          onChange={(value) => {
            const chosen = LANGUAGES.find((item) => item === value);
            if (chosen) changeLanguage.mutate(chosen);
          }}
        />
        <Input.Wrapper label={t("settings.scheme")} description={t("settings.scheme_hint")} labelElement="div">
          <SegmentedControl
            mt={4}
            fullWidth
            aria-label={t("settings.scheme")}
            value={colorScheme}
            onChange={(value) => setColorScheme(SCHEMES.find((item) => item === value) ?? "auto")}
            data={SCHEMES.map((item) => ({ value: item, label: t(`settings.scheme_${item}`) }))}
          />
        </Input.Wrapper>
      </Stack>
    </Paper>
  );
}
