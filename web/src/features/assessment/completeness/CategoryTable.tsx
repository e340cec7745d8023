import { useTranslation } from "react-i18next";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { ReportTable } from "../parts/ReportTable";
import { Share } from "../parts/Share";
import { useReport } from "../reportContext";

/** Each category of the machine file. */
export function CategoryTable() {
  const { t } = useTranslation("assessment");
  const { t: machines } = useTranslation("machines");
  const [all, ...categories] = useReport().view.result.completeness.categories;
  return (
    <ReportTable
      dense
      label={t("completeness.by_category")}
      rows={categories}
      foot={all}
      keyOf={({ category }) => category ?? ""}
      columns={[
        {
          id: "category",
          title: t("completeness.category"),
          cell: ({ category }) => (category === null ? t("completeness.all") : machines(`category.${category}`)),
        },
        { id: "bar", title: t("completeness.share"), kind: "bar", cell: ({ share }) => <Bar parts={[{ value: share, color: "bar" }]} of={1} /> },
        {
          id: "share",
          title: t("completeness.share"),
          help: all?.complete.id,
          kind: "number",
          cell: ({ share, incomplete }) => <Share share={share} id={incomplete.id} />,
        },
        { id: "complete", title: t("completeness.complete"), kind: "number", cell: ({ complete }) => <Count figure={complete} /> },
        {
          id: "incomplete",
          title: t("completeness.incomplete"),
          help: all?.incomplete.id,
          kind: "number",
          cell: ({ incomplete }) => <Count figure={incomplete} />,
        },
      ]}
    />
  );
}
