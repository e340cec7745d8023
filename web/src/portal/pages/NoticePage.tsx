import { IconCheck, IconMessageQuestion, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { noticeQuery } from "../api/queries";
import type { Notice, NoticeAnswer } from "../api/contract";
import { Back } from "../parts/Back";
import { Button } from "../parts/Button";
import { Loaded } from "../parts/Loaded";
import { PageTitle } from "../parts/PageTitle";
import { useFormats } from "../useFormats";
import { AnswerSheet } from "./AnswerSheet";
import { NoticeBadges } from "./NoticeBadges";
import { NoticeOutcome } from "./NoticeOutcome";
import classes from "./pages.module.css";

const route = getRouteApi("/signed-in/portal/notices/$id");

export function NoticePage() {
  const { t } = useTranslation("portal");
  const { id } = route.useParams();
  const query = useQuery(noticeQuery(id));
  return (
    <>
      <Back to="/portal/notices">{t("notices.title")}</Back>
      <Loaded query={query} isPage>{(notice) => <Shown notice={notice} />}</Loaded>
    </>
  );
}

function Shown({ notice }: { notice: Notice }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const client = useQueryClient();
  const [answering, setAnswering] = useState<NoticeAnswer["answer"] | null>(null);
  const outcome = useRef<HTMLDivElement>(null);
  const { id, state, can_answer: canAnswer } = notice;
  useEffect(() => {
    if (state !== "new") return;
    // Nothing depends on it here: who only looked is told nothing of a failure.
    api.post<void>(`/portal/notices/${id}/seen`).then(
      () => {
        void client.invalidateQueries({ queryKey: ["session"] });
        void client.invalidateQueries({ queryKey: ["notices"], predicate: ({ queryKey }) => queryKey[1] !== "one" });
        void client.invalidateQueries({ queryKey: ["machines"] });
      },
      () => undefined,
    );
  }, [client, id, state]);
  const machine = [notice.machine_type, notice.serial_number].filter(Boolean).join(" · ");
  return (
    <article className={classes.reading}>
      <p className={classes.badges}>
        <NoticeBadges notice={notice} />
      </p>
      <PageTitle title={notice.subject}>{t("notice.from", { day: format.dayLong(notice.made_on) })}</PageTitle>
      {machine !== "" && notice.machine_id !== null && (
        <p className={classes.about}>
          {t("notice.about")}{" "}
          <Link to="/portal/machines/$id" params={{ id: notice.machine_id }}>
            {machine}
          </Link>
        </p>
      )}
      <div ref={outcome} tabIndex={-1} className={classes.outcome}>
        <NoticeOutcome notice={notice} />
      </div>
      <div className={`${classes.paper} ${classes.letter}`}>{notice.text}</div>
      {canAnswer && (
        <div className={classes.answers} role="group" aria-label={t("notice.your_answer")}>
          <Button weight="main" icon={<IconCheck size={22} aria-hidden />} onClick={() => setAnswering("accept")}>
            {t("notice.accept")}
          </Button>
          <Button icon={<IconMessageQuestion size={22} aria-hidden />} onClick={() => setAnswering("ask")}>
            {t("notice.ask")}
          </Button>
          <Button icon={<IconX size={22} aria-hidden />} onClick={() => setAnswering("decline")}>
            {t("notice.decline")}
          </Button>
        </div>
      )}
      {answering !== null && <AnswerSheet notice={notice} answer={answering} onClose={() => setAnswering(null)} onSent={() => window.setTimeout(() => outcome.current?.focus())} />}
    </article>
  );
}
