import { IconKey, IconMail } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { Doorstep } from "../layout/Doorstep";
import { Button } from "../parts/Button";
import { TextField } from "../parts/Field";
import { Message } from "../parts/Message";
import { PageTitle } from "../parts/PageTitle";
import classes from "./pages.module.css";
import { useEnter } from "./useEnter";
import { useEnterError } from "./useEnterError";

const route = getRouteApi("/portal/sign-in");

/** Signing in: by a link that is mailed, or by a password for who has set one. */
export function SignIn() {
  const { t } = useTranslation("portal");
  const [email, setEmail] = useState("");
  const [way, setWay] = useState<"link" | "password">("link");
  const link = useMutation({ mutationFn: () => api.post<void>("/portal/links", { email }) });
  if (link.isSuccess) {
    return (
      <Doorstep>
        <PageTitle title={t("sign_in.sent_title")} />
        <div className={classes.stack}>
          <Message kind="done">
            <p>{t("sign_in.sent", { email })}</p>
            <p>{t("sign_in.sent_hint")}</p>
          </Message>
          <Button onClick={() => link.reset()}>{t("sign_in.again")}</Button>
        </div>
      </Doorstep>
    );
  }
  return (
    <Doorstep>
      <PageTitle title={t("sign_in.title")}>{t("sign_in.text")}</PageTitle>
      {way === "link" ? (
        <LinkForm email={email} onEmail={setEmail} link={link} />
      ) : (
        <PasswordForm email={email} onEmail={setEmail} />
      )}
      <p className={classes.otherWay}>
        <Button weight="quiet" onClick={() => setWay(way === "link" ? "password" : "link")}>
          {t(way === "link" ? "sign_in.by_password" : "sign_in.by_link")}
        </Button>
      </p>
    </Doorstep>
  );
}

interface FormProps {
  email: string;
  onEmail: (email: string) => void;
}

function EmailField({ email, onEmail }: FormProps) {
  const { t } = useTranslation("portal");
  return <TextField label={t("sign_in.email")} type="email" name="email" autoComplete="username" inputMode="email" required value={email} onChange={(event) => onEmail(event.currentTarget.value)} />;
}

function LinkForm({ link, ...email }: FormProps & { link: { mutate: () => void; isPending: boolean; error: unknown } }) {
  const { t } = useTranslation("portal");
  const errorText = useEnterError();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!link.isPending) link.mutate();
  };
  return (
    <form className={classes.stack} onSubmit={submit}>
      <EmailField {...email} />
      {link.error !== null && (
        <Message kind="wrong">
          <p>{errorText(link.error)}</p>
        </Message>
      )}
      <Button weight="main" type="submit" busy={link.isPending} icon={<IconMail size={22} aria-hidden />}>
        {t("sign_in.send_link")}
      </Button>
      <p className={classes.soft}>{t("sign_in.link_hint")}</p>
    </form>
  );
}

function PasswordForm(email: FormProps) {
  const { t } = useTranslation("portal");
  const { next } = route.useSearch();
  const [password, setPassword] = useState("");
  const enter = useEnter(next);
  const errorText = useEnterError();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!enter.isPending) enter.mutate({ email: email.email, password });
  };
  return (
    <form className={classes.stack} onSubmit={submit}>
      <EmailField {...email} />
      <TextField label={t("sign_in.password")} type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      {enter.error !== null && (
        <Message kind="wrong">
          <p>{errorText(enter.error)}</p>
        </Message>
      )}
      <Button weight="main" type="submit" busy={enter.isPending} icon={<IconKey size={22} aria-hidden />}>
        {t("sign_in.button")}
      </Button>
    </form>
  );
}
