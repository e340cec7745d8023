import { useTranslation } from "react-i18next";
import { ReportTable } from "./parts/ReportTable";
import { Section } from "./parts/Section";
import { useReport } from "./reportContext";
import { usePatternWords } from "./usePatternWords";

/** The appendix: what each kind of figure counts. */
export function Meanings() {
  const { t } = useTranslation("assessment");
  const { view } = useReport();
  const words = usePatternWords();
  return (
    <Section id="meanings" subtitle={t("meanings.subtitle")}>
      <ReportTable
        label={t("section.meanings")}
        rows={view.meanings}
        keyOf={({ pattern }) => pattern}
        columns={[
          { id: "figure", title: t("meanings.figure"), width: "30%", cell: ({ pattern }) => words(pattern) },
          { id: "meaning", title: t("meanings.meaning"), kind: "text", cell: ({ meaning }) => meaning },
        ]}
      />
    </Section>
  );
}
