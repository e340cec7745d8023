import { Alert, Button, Paper, PasswordInput, Stack, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useSession } from "../../api/session";
import { notify } from "../../components/notify";
import { errorText } from "../../components/notifyError";
import { SHORTEST_PASSWORD } from "./queries";

const EMPTY = { current: "", next: "", repeat: "" };

export function PasswordForm() {
  const { t } = useTranslation("account");
  const { account } = useSession();
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.post("/session/password", { current: typed.current, new: typed.next }),
    onSuccess: () => {
      setTyped(EMPTY);
      setTried(false);
      notify({ color: "teal", message: t("password.changed") });
    },
  });
  const missing = typed.current === "";
  const short = typed.next.length < SHORTEST_PASSWORD;
  const differs = typed.next !== typed.repeat;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing && !short && !differs) change.mutate();
  };
  const field = (name: keyof typeof EMPTY) => ({
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [name]: value }));
      change.reset();
    },
    visibilityToggleButtonProps: { "aria-label": t("password.show") },
  });

  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        {t("password.title")}
      </Title>
      <form onSubmit={submit} noValidate>
        {/* Password managers look for whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={account.login} readOnly hidden />
        <Stack gap="sm">
          {change.error && (
            <Alert color="red" variant="light" role="alert">
              {errorText(change.error)}
            </Alert>
          )}
          <PasswordInput
            label={t("password.current")}
            autoComplete="current-password"
            error={tried && missing ? t("password.missing") : undefined}
            {...field("current")}
          />
          <PasswordInput
            label={t("password.new")}
            description={t("password.hint")}
            autoComplete="new-password"
            error={tried && short ? t("password.short") : undefined}
            {...field("next")}
          />
          <PasswordInput
            label={t("password.repeat")}
            autoComplete="new-password"
            error={tried && !short && differs ? t("password.differs") : undefined}
            {...field("repeat")}
          />
          <Button type="submit" loading={change.isPending} style={{ alignSelf: "flex-start" }}>
            {t("password.submit")}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
