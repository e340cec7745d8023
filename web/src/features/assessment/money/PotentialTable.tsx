import { useTranslation } from "react-i18next";
import type { PotentialGroup } from "../../../api/contract";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { CountAndWorth } from "../parts/CountAndWorth";
import { Legend } from "../parts/Legend";
import { ReportTable } from "../parts/ReportTable";
import { useReport } from "../reportContext";
import { useScopeWords } from "../useScopeWords";

const OFFERS = ["contract", "modernization", "parts"] as const;

/** Parts of the base with their potential, the largest first. */
export function PotentialTable({ label, groups }: { label: string; groups: PotentialGroup[] }) {
  const { t } = useTranslation("assessment");
  const { potential, assumptions } = useReport().view.result;
  const words = useScopeWords(assumptions.country_groups);
  const most = Math.max(1, ...groups.map(({ all }) => all.eur ?? 0));
  return (
    <>
      <Legend items={OFFERS.map((offer) => ({ color: offer, label: t(`offer.${offer}`) }))} />
      <ReportTable
        label={label}
        rows={groups}
        foot={potential}
        shown={assumptions.chart_groups}
        keyOf={({ scope }) => scope}
        columns={[
          { id: "name", title: t("column.segment"), cell: ({ values }) => (values.length === 0 ? t("all_machines") : words.values(values)) },
          {
            id: "bar",
            title: t("column.potential"),
            kind: "bar",
            cell: (group) =>
              group.values.length === 0 ? null : <Bar parts={OFFERS.map((offer) => ({ value: group[offer].eur ?? 0, color: offer }))} of={most} />,
          },
          { id: "all", title: t("column.potential"), help: potential.all.id, kind: "number", cell: ({ all }) => <CountAndWorth figure={all} /> },
          ...OFFERS.map((offer) => ({
            id: offer,
            title: t(`offer.${offer}`),
            kind: "number" as const,
            cell: (group: PotentialGroup) => <CountAndWorth figure={group[offer]} />,
          })),
          { id: "machines", title: t("column.machines"), kind: "number", cell: ({ machines }) => <Count figure={machines} /> },
        ]}
      />
    </>
  );
}
