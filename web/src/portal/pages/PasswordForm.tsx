import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError } from "../../api/client";
import { sessionQuery } from "../api/queries";
import { Button } from "../parts/Button";
import { TextField } from "../parts/Field";
import { Message } from "../parts/Message";
import { useErrorText } from "../useErrorText";
import { useSession } from "../useSession";
import classes from "./pages.module.css";

const SHORTEST = 10;

/** Why the server would not take a password; nothing where it would. */
function weakness(password: string, email: string): "short" | "too_easy" | null {
  const letters = [...password];
  if (letters.length < SHORTEST) return "short";
  const name = email.split("@")[0]?.toLowerCase() ?? "";
  const isEasy = (name !== "" && password.toLowerCase().includes(name)) || letters.every((letter) => letter === letters[0]);
  return isEasy ? "too_easy" : null;
}

/** A password of one's own, for who would rather not wait for a mail. */
export function PasswordForm() {
  const { t } = useTranslation("portal");
  const { has_password: has, contact } = useSession();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [opened, setOpened] = useState(false);
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () => api.post<void>("/portal/session/password", { current: has ? current : null, new: wanted }),
    onSuccess: async () => {
      setCurrent("");
      setWanted("");
      setTried(false);
      setOpened(false);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const wrongNew = tried ? weakness(wanted, contact.email) : null;
  // What else the server refuses was looked at here before.
  const isWrong = save.error instanceof ApiError && save.error.status === 422;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (weakness(wanted, contact.email) === null && !save.isPending) save.mutate();
  };
  return (
    <section aria-labelledby="password" className={classes.paper}>
      <h2 id="password">{t("password.title")}</h2>
      <p className={classes.below}>{t(has ? "password.has" : "password.has_not")}</p>
      {save.isSuccess && !opened && (
        <div className={classes.below}>
          <Message kind="done">
            <p>{t("password.saved")}</p>
          </Message>
        </div>
      )}
      {opened ? (
        <form className={classes.stack} onSubmit={submit} noValidate>
          <input type="email" name="email" autoComplete="username" value={contact.email} readOnly hidden />
          {has && <TextField label={t("password.current")} type="password" autoComplete="current-password" required value={current} wrong={isWrong ? t("password.current_wrong") : null} onChange={(event) => setCurrent(event.currentTarget.value)} />}
          <TextField label={t("password.new")} hint={t("password.hint")} type="password" autoComplete="new-password" required value={wanted} wrong={wrongNew === null ? null : t(`password.${wrongNew}`)} onChange={(event) => setWanted(event.currentTarget.value)} />
          {save.error !== null && !(isWrong && has) && (
            <Message kind="wrong">
              <p>{errorText(save.error)}</p>
            </Message>
          )}
          <div className={classes.choices}>
            <Button type="submit" weight="main" busy={save.isPending}>
              {t("password.save")}
            </Button>
            <Button onClick={() => setOpened(false)}>{t("cancel")}</Button>
          </div>
        </form>
      ) : (
        <Button onClick={() => setOpened(true)}>{t(has ? "password.change" : "password.set")}</Button>
      )}
    </section>
  );
}
