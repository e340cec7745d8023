import { IconChevronRight, IconDatabase, IconLogout, IconMailCog } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Language } from "../../api/contract";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { sessionQuery } from "../api/queries";
import type { PortalSession } from "../api/contract";
import { LANGUAGES } from "../i18n";
import { Button } from "../parts/Button";
import { Choose, TextField } from "../parts/Field";
import { Message } from "../parts/Message";
import { PageTitle } from "../parts/PageTitle";
import { useErrorText } from "../useErrorText";
import { useSession } from "../useSession";
import classes from "./pages.module.css";
import { PasswordForm } from "./PasswordForm";

/** The reader's own: what is known of him, language, password, and the ways to data and mails. */
export function Account() {
  const { t } = useTranslation("portal");
  const { contact, customer } = useSession();
  const signOut = useMutation({
    mutationFn: () => api.delete("/portal/session"),
    // A full load, so that nothing of this session stays in memory.
    onSuccess: () => window.location.assign("/portal/sign-in"),
  });
  return (
    <>
      <PageTitle title={t("account.title")}>{[contact.name, customer.name].filter(Boolean).join(", ")}</PageTitle>
      <div className={classes.sections}>
        <nav aria-label={t("home.yours")} className={classes.ways}>
          <Link to="/portal/data">
            <IconDatabase size={24} stroke={1.7} aria-hidden />
            <span>
              <b>{t("data.title")}</b>
              <small>{t("home.data_text")}</small>
            </span>
            <IconChevronRight size={20} aria-hidden />
          </Link>
          <Link to="/portal/mails">
            <IconMailCog size={24} stroke={1.7} aria-hidden />
            <span>
              <b>{t("mails.title")}</b>
              <small>{t("home.mails_text")}</small>
            </span>
            <IconChevronRight size={20} aria-hidden />
          </Link>
        </nav>
        <Profile />
        <PasswordForm />
        <Button busy={signOut.isPending} onClick={() => signOut.mutate()} icon={<IconLogout size={22} aria-hidden />}>
          {t("account.sign_out")}
        </Button>
      </div>
    </>
  );
}

function Profile() {
  const { t, i18n } = useTranslation("portal");
  const { contact } = useSession();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [name, setName] = useState(contact.name);
  const save = useMutation({
    mutationFn: (change: { name?: string; language?: Language }) => api.patch<PortalSession>("/portal/session", change),
    onSuccess: async (session) => {
      await i18n.changeLanguage(session.contact.language);
      client.setQueryData(sessionQuery.queryKey, session);
      // Titles of topics come from the server in the reader's language.
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" && queryKey[0] !== "theme" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && !save.isPending) save.mutate({ name: name.trim() });
  };
  return (
    <section aria-labelledby="profile" className={classes.paper}>
      <h2 id="profile">{t("account.profile")}</h2>
      <div className={classes.stack}>
        <Choose
          label={t("account.language")}
          value={contact.language}
          choices={LANGUAGES.map((of) => ({ value: of, label: LANGUAGE_NAMES[of], lang: of }))}
          onChange={(event) => {
            const language = LANGUAGES.find((of) => of === event.currentTarget.value);
            if (language) save.mutate({ language });
          }}
        />
        <form className={classes.stack} onSubmit={submit}>
          <TextField label={t("account.name")} autoComplete="name" required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <p className={classes.soft}>{t("account.email", { email: contact.email })}</p>
          {save.error !== null && (
            <Message kind="wrong">
              <p>{errorText(save.error)}</p>
            </Message>
          )}
          <div aria-live="polite">{save.isSuccess && <p className={classes.saved}>{t("saved")}</p>}</div>
          {name.trim() !== contact.name && (
            <Button type="submit" weight="main" busy={save.isPending}>
              {t("account.save_name")}
            </Button>
          )}
        </form>
      </div>
    </section>
  );
}
