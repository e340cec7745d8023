import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { CountAndWorth } from "../parts/CountAndWorth";
import { Legend } from "../parts/Legend";
import { ReportTable } from "../parts/ReportTable";
import { Section } from "../parts/Section";
import { useReport } from "../reportContext";
import { useScopeWords } from "../useScopeWords";

/** What the machines in the field bring today, by product family or type. */
export function RevenueSection() {
  const { t } = useTranslation("assessment");
  const { result } = useReport().view;
  const { all, by_family, by_type } = result.revenue;
  const words = useScopeWords(result.assumptions.country_groups);
  const [by, setBy] = useState<"family" | "type">("family");
  const rows = by === "family" ? by_family : by_type;
  const most = Math.max(1, ...rows.map((row) => row.all.eur ?? 0));
  return (
    <Section
      id="revenue"
      subtitle={t("revenue.subtitle")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("revenue.choose")}
          value={by}
          onChange={(value) => setBy(value as typeof by)}
          data={[
            { value: "family", label: t("dimension.family") },
            { value: "type", label: t("dimension.type") },
          ]}
        />
      }
    >
      <Legend
        items={[
          { color: "contract", label: t("offer.contract") },
          { color: "parts", label: t("offer.parts") },
        ]}
      />
      <ReportTable
        key={by}
        label={t("section.revenue")}
        rows={rows}
        foot={all}
        shown={result.assumptions.chart_groups}
        keyOf={({ scope }) => scope}
        columns={[
          { id: "name", title: t(`dimension.${by}`), cell: ({ scope, value }) => (scope === "" ? t("all_machines") : words.value(by, value)) },
          {
            id: "bar",
            title: t("revenue.sum"),
            kind: "bar",
            cell: ({ scope, contracts, parts }) =>
              scope === "" ? null : (
                <Bar
                  parts={[
                    { value: contracts.eur ?? 0, color: "contract" },
                    { value: parts.eur ?? 0, color: "parts" },
                  ]}
                  of={most}
                />
              ),
          },
          { id: "sum", title: t("revenue.sum"), kind: "number", cell: (group) => <CountAndWorth figure={group.all} /> },
          {
            id: "contracts",
            title: t("revenue.contracts"),
            help: all.contracts.id,
            kind: "number",
            cell: ({ contracts }) => <CountAndWorth figure={contracts} />,
          },
          { id: "parts", title: t("revenue.parts"), help: all.parts.id, kind: "number", cell: ({ parts }) => <CountAndWorth figure={parts} /> },
          {
            id: "unvalued",
            title: t("revenue.unvalued"),
            help: all.contracts_unvalued.id,
            kind: "number",
            cell: ({ contracts_unvalued }) => <Count figure={contracts_unvalued} />,
          },
          {
            id: "unknown",
            title: t("revenue.unknown"),
            help: all.parts_unknown.id,
            kind: "number",
            cell: ({ parts_unknown }) => <Count figure={parts_unknown} />,
          },
        ]}
      />
    </Section>
  );
}
