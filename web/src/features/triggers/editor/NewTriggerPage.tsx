import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../../components/AnchorLink";
import { PageTitle } from "../../../components/PageTitle";
import { TriggerForm } from "./TriggerForm";

export function NewTriggerPage() {
  const { t } = useTranslation("editor");
  return (
    <>
      <AnchorLink to="/triggers" size="sm">
        {t("back")}
      </AnchorLink>
      <PageTitle title={t("new")} subtitle={t("subtitle")} />
      <TriggerForm start={null} />
    </>
  );
}
