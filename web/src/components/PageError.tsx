import type { ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorState } from "./ErrorState";
import { PageTitle } from "./PageTitle";

/** A page that could not be drawn, for instance because its code could not be fetched after an update. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("components");
  return (
    <>
      <PageTitle title={t("error.page")} />
      <ErrorState error={error} onRetry={reset} />
    </>
  );
}
