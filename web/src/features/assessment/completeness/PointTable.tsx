import { useTranslation } from "react-i18next";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { ReportTable } from "../parts/ReportTable";
import { Share } from "../parts/Share";
import { SubHeading } from "../parts/SubHeading";
import { useReport } from "../reportContext";
import { useNames } from "../useNames";

/** Each data point that is asked of a machine, the least known first. */
export function PointTable() {
  const { t } = useTranslation("assessment");
  const { t: machines } = useTranslation("machines");
  const names = useNames();
  const { points } = useReport().view.result.completeness;
  const sorted = points.toSorted((a, b) => b.unknown.machines - a.unknown.machines);
  const first = points[0];
  return (
    <>
      <SubHeading title={t("completeness.by_point")} />
      <ReportTable
        dense
        label={t("completeness.by_point")}
        rows={sorted}
        keyOf={({ category, id }) => `${category}.${id}`}
        columns={[
          { id: "point", title: t("completeness.point"), cell: ({ id }) => names.fact(id) },
          { id: "category", title: t("completeness.category"), kind: "text", cell: ({ category }) => machines(`category.${category}`) },
          {
            id: "bar",
            title: t("completeness.known"),
            kind: "bar",
            cell: ({ known, unknown }) => <Bar parts={[{ value: known.machines, color: "bar" }]} of={known.machines + unknown.machines} />,
          },
          {
            id: "share",
            title: t("completeness.known"),
            kind: "number",
            cell: ({ known, unknown }) => <Share share={known.machines / Math.max(1, known.machines + unknown.machines)} id={known.id} />,
          },
          {
            id: "known",
            title: t("completeness.machines_known"),
            help: first?.known.id,
            kind: "number",
            cell: ({ known }) => <Count figure={known} />,
          },
          {
            id: "unknown",
            title: t("completeness.machines_unknown"),
            help: first?.unknown.id,
            kind: "number",
            cell: ({ unknown }) => <Count figure={unknown} />,
          },
        ]}
      />
    </>
  );
}
