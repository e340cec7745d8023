import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { noticeQuery } from "../api/queries";
import type { DeclineReason, Notice, NoticeAnswer } from "../api/contract";
import { Button } from "../parts/Button";
import { Radios, TextArea } from "../parts/Field";
import { Message } from "../parts/Message";
import { Sheet } from "../parts/Sheet";
import { useErrorText } from "../useErrorText";
import { useMaker } from "../useMaker";
import classes from "./pages.module.css";

const REASONS = ["no_need", "timing", "price", "no_budget", "competitor", "other"] as const satisfies readonly DeclineReason[];
/** As many letters as the server takes. */
const LONGEST = 4000;

interface Props {
  notice: Notice;
  answer: NoticeAnswer["answer"];
  onClose: () => void;
  /** What came of it is shown now, where the buttons to answer may be gone. */
  onSent: () => void;
}

/** Asks once more before an answer goes out, and says what it leads to. */
export function AnswerSheet({ notice, answer, onClose, onSent }: Props) {
  const { t } = useTranslation("portal");
  const maker = useMaker();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const [reason, setReason] = useState<DeclineReason | "">("");
  const [empty, setEmpty] = useState(false);
  const send = useMutation({
    mutationFn: () => {
      const text = comment.trim();
      const body: NoticeAnswer = { answer, ...(text !== "" && { comment: text }), ...(answer === "decline" && reason !== "" && { reason }) };
      return api.post<Notice>(`/portal/notices/${notice.id}/answer`, body);
    },
    onSuccess: (now) => {
      client.setQueryData(noticeQuery(String(notice.id)).queryKey, now);
      for (const key of ["session", "notices", "machines"]) void client.invalidateQueries({ queryKey: [key], predicate: ({ queryKey }) => queryKey[0] !== "notices" || queryKey[1] !== "one" });
      onClose();
      onSent();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (answer === "ask" && comment.trim() === "") setEmpty(true);
    else if (!send.isPending) send.mutate();
  };
  return (
    <Sheet title={t(`answer.${answer}.title`)} onClose={onClose}>
      <form className={classes.stack} onSubmit={submit} noValidate>
        <p className={classes.subject}>{notice.subject}</p>
        <p>{t(`answer.${answer}.text`, { maker })}</p>
        {answer === "decline" && (
          <Radios label={t("answer.decline.reason")} name="reason" value={reason} choices={REASONS.map((of) => ({ value: of, label: t(`notice.reason.${of}`) }))} onChange={(value) => setReason(REASONS.find((of) => of === value) ?? "")} />
        )}
        <TextArea
          label={t(`answer.${answer}.comment`)}
          rows={answer === "ask" ? 5 : 3}
          maxLength={LONGEST}
          required={answer === "ask"}
          value={comment}
          wrong={empty && comment.trim() === "" ? t("answer.ask.empty") : null}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        {send.error !== null && (
          <Message kind="wrong">
            <p>{errorText(send.error)}</p>
          </Message>
        )}
        <div className={classes.choices}>
          <Button type="submit" weight="main" busy={send.isPending}>
            {t(`answer.${answer}.send`)}
          </Button>
          <Button onClick={onClose}>{t("cancel")}</Button>
        </div>
      </form>
    </Sheet>
  );
}
