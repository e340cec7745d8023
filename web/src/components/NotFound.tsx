import { IconMapOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "./ButtonLink";
import { EmptyState } from "./EmptyState";
import { PageTitle } from "./PageTitle";

export function NotFound() {
  const { t } = useTranslation("components");
  return (
    <>
      <PageTitle title={t("not_found.page")} />
      <EmptyState
        icon={IconMapOff}
        title={t("not_found.title")}
        action={
          <ButtonLink to="/" variant="default">
            {t("not_found.home")}
          </ButtonLink>
        }
      >
        {t("not_found.text")}
      </EmptyState>
    </>
  );
}
