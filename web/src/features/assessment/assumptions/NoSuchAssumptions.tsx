import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../../components/ButtonLink";

/** The way out of an address whose assumptions the server does not take. */
export function NoSuchAssumptions() {
  const { t } = useTranslation("assessment");
  return (
    <Alert color="amber" variant="light" title={t("assume.refused")}>
      <ButtonLink to="/assessment" search={{}} variant="default" size="xs">
        {t("assume.reset")}
      </ButtonLink>
    </Alert>
  );
}
