import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { useErrorText } from "../useErrorText";
import { Button } from "./Button";
import { Message } from "./Message";
import { PageTitle } from "./PageTitle";
import classes from "./parts.module.css";

interface Props<T> {
  query: UseQueryResult<T>;
  /** The page has nothing else, not even a title: a failure gets one. */
  isPage?: boolean;
  children: (data: T) => ReactNode;
}

/** The three states of what comes from the server. What was loaded stays shown if a later refresh fails. */
export function Loaded<T>({ query, isPage, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} isPage={isPage} onRetry={() => void query.refetch()} />;
  return <Waiting />;
}

export function Waiting() {
  const { t } = useTranslation("portal");
  return (
    <div className={classes.waiting} role="status" aria-label={t("loading")}>
      <span />
      <span />
      <span />
    </div>
  );
}

interface FailedProps {
  error: unknown;
  isPage?: boolean;
  onRetry: () => void;
}

export function Failed({ error, isPage, onRetry }: FailedProps) {
  const { t } = useTranslation("portal");
  const text = useErrorText();
  const gone = error instanceof ApiError && error.status === 404;
  const title = t(gone ? "error.gone" : "error.title");
  return (
    <>
      {isPage && <PageTitle title={title} />}
      <Message kind="wrong" title={isPage ? undefined : title}>
        <p>{gone ? t("error.gone_text") : text(error)}</p>
        {!gone && <Button onClick={onRetry}>{t("error.retry")}</Button>}
      </Message>
    </>
  );
}
