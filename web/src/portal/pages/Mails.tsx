import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { sessionQuery, subscriptionsQuery } from "../api/queries";
import type { PortalSession, Subscriptions } from "../api/contract";
import { Back } from "../parts/Back";
import { Button } from "../parts/Button";
import { Loaded } from "../parts/Loaded";
import { Message } from "../parts/Message";
import { PageTitle } from "../parts/PageTitle";
import { useErrorText } from "../useErrorText";
import { useMaker } from "../useMaker";
import { useSession } from "../useSession";
import classes from "./pages.module.css";

interface Change {
  objects_to_all?: boolean;
  topics?: { topic: string; wants: boolean }[];
}

/** Of what the reader wants to hear, topic by topic, and of nothing that is advertising at all. */
export function Mails() {
  const { t } = useTranslation("portal");
  const maker = useMaker();
  const query = useQuery(subscriptionsQuery);
  return (
    <>
      <Back to="/portal/account">{t("nav.account")}</Back>
      <PageTitle title={t("mails.title")}>{t("mails.subtitle", { maker })}</PageTitle>
      <Loaded query={query}>{(subscriptions) => <Wishes subscriptions={subscriptions} />}</Loaded>
    </>
  );
}

function Wishes({ subscriptions: { email, objects_to_all: none, topics } }: { subscriptions: Subscriptions }) {
  const { t } = useTranslation("portal");
  const errorText = useErrorText();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Change) => api.put<Subscriptions>("/portal/subscriptions", change),
    onSuccess: (now) => client.setQueryData(subscriptionsQuery.queryKey, now),
  });
  const failed = save.error !== null && (
    <Message kind="wrong">
      <p>{errorText(save.error)}</p>
    </Message>
  );
  const wish = (topic: string, wants: boolean) => {
    if (!save.isPending) save.mutate({ topics: [{ topic, wants }] });
  };
  return (
    <div className={classes.sections}>
      <section aria-labelledby="topics" className={classes.paper}>
        <h2 id="topics">{t("mails.topics")}</h2>
        <p className={classes.soft}>{t("mails.to", { email })}</p>
        <ul className={classes.rows}>
          {topics.map(({ topic, title, said }) => (
            <li key={topic} className={classes.wish}>
              <span>
                <b id={`topic-${topic}`}>{title}</b>
                <span className={classes.soft}>{t(`mails.said.${said}`)}</span>
              </span>
              <span className={classes.yesNo} role="group" aria-labelledby={`topic-${topic}`}>
                <button type="button" aria-pressed={said === "agreed"} onClick={() => said !== "agreed" && wish(topic, true)}>
                  {t("mails.yes")}
                </button>
                <button type="button" aria-pressed={said === "objected"} onClick={() => said !== "objected" && wish(topic, false)}>
                  {t("mails.no")}
                </button>
              </span>
            </li>
          ))}
        </ul>
        <div aria-live="polite">{save.isSuccess && save.variables.topics && <p className={classes.saved}>{t("saved")}</p>}</div>
        {failed}
      </section>
      <News />
      <section aria-labelledby="none" className={classes.paper}>
        <h2 id="none">{t("mails.none.title")}</h2>
        {none ? (
          <Message kind="done">
            <p>{t("mails.none.holds")}</p>
            <p>{t("mails.none.still")}</p>
            <p>{t("mails.none.back")}</p>
          </Message>
        ) : (
          <>
            <p className={classes.below}>{t("mails.none.text")}</p>
            <Button busy={save.isPending} onClick={() => save.mutate({ objects_to_all: true })}>
              {t("mails.none.button")}
            </Button>
          </>
        )}
      </section>
    </div>
  );
}

/** Whether a mail says that something new stands in the portal; nobody gets one unasked. */
function News() {
  const { t } = useTranslation("portal");
  const errorText = useErrorText();
  const client = useQueryClient();
  const { contact } = useSession();
  const save = useMutation({
    mutationFn: (mails_new: boolean) => api.patch<PortalSession>("/portal/session", { mails_new }),
    onSuccess: (now) => client.setQueryData(sessionQuery.queryKey, now),
  });
  const wish = (wanted: boolean) => {
    if (wanted !== contact.mails_new && !save.isPending) save.mutate(wanted);
  };
  return (
    <section aria-labelledby="news" className={classes.paper}>
      <h2 id="news">{t("mails.news.title")}</h2>
      <ul className={classes.rows}>
        <li className={classes.wish}>
          <span>
            <b id="news-wish">{t("mails.news.wish")}</b>
            <span className={classes.soft}>{t("mails.news.text", { email: contact.email })}</span>
          </span>
          <span className={classes.yesNo} role="group" aria-labelledby="news-wish">
            <button type="button" aria-pressed={contact.mails_new} onClick={() => wish(true)}>
              {t("mails.yes")}
            </button>
            <button type="button" aria-pressed={!contact.mails_new} onClick={() => wish(false)}>
              {t("mails.no")}
            </button>
          </span>
        </li>
      </ul>
      <div aria-live="polite">{save.isSuccess && <p className={classes.saved}>{t("saved")}</p>}</div>
      {save.error !== null && (
        <Message kind="wrong">
          <p>{errorText(save.error)}</p>
        </Message>
      )}
    </section>
  );
}
