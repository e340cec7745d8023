import type { ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../parts/Button";
import { Failed } from "../parts/Loaded";
import { PageTitle } from "../parts/PageTitle";
import { Doorstep } from "./Doorstep";

/** An address that is none of the portal's. */
export function Lost() {
  const { t } = useTranslation("portal");
  return (
    <Doorstep>
      <PageTitle title={t("lost.title")}>{t("lost.text")}</PageTitle>
      <ButtonLink to="/portal" weight="main">
        {t("lost.home")}
      </ButtonLink>
    </Doorstep>
  );
}

/** A page that could not be drawn, for instance because its code could not be fetched after an update. */
export function PageFailed({ error }: ErrorComponentProps) {
  return <Failed error={error} isPage onRetry={() => window.location.reload()} />;
}
