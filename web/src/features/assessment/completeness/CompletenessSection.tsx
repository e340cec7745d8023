import { useTranslation } from "react-i18next";
import { Section } from "../parts/Section";
import { Breakdowns } from "./Breakdowns";
import { CategoryTable } from "./CategoryTable";
import { PointTable } from "./PointTable";

/** What is known, by category, by data point and by part of the base. */
export function CompletenessSection() {
  const { t } = useTranslation("assessment");
  return (
    <Section id="completeness" subtitle={t("completeness.subtitle")}>
      <CategoryTable />
      <Breakdowns />
      <PointTable />
    </Section>
  );
}
