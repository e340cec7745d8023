import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../../components/AnchorLink";
import { PageTitle } from "../../../components/PageTitle";
import { SegmentForm } from "./SegmentForm";

export function NewSegmentPage() {
  const { t } = useTranslation("segments");
  return (
    <>
      <AnchorLink to="/segments" size="sm">
        {t("back")}
      </AnchorLink>
      <PageTitle title={t("builder.new")} subtitle={t("builder.subtitle")} />
      <SegmentForm segment={null} />
    </>
  );
}
