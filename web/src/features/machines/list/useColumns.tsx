import { columnSizingFeature, columnVisibilityFeature, createColumnHelper, tableFeatures } from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MachineRow } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Money } from "../../../components/Money";
import { ScoreBadge } from "../../../components/ScoreBadge";
import { StatusBadge } from "../../../components/StatusBadge";
import { Unknown } from "../../../components/Unknown";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import { RowTriggers } from "./RowTriggers";

export const features = tableFeatures({ columnSizingFeature, columnVisibilityFeature });

const helper = createColumnHelper<typeof features, MachineRow>();

/** Ids whose values stand at the right, one under the other. */
export const NUMERIC: ReadonlySet<string> = new Set([
  "value_eur",
  "unknown",
  "contract_days_left",
  "operating_hours",
  "errors_90d",
  "age_years",
]);

/** The table's columns: width, heading and how a value is shown. */
export function useColumns() {
  const { t } = useTranslation("machines");
  const { t: common } = useTranslation("components");
  const format = useFormats();
  const countryName = useCountryName();

  return useMemo(() => {
    const number = (value: number | null, digits = 0) => (value === null ? <Unknown /> : format.number(value, digits));
    const text = (value: string | null) => value ?? <Unknown />;
    const days = (value: number | null) => (value === null ? <Unknown /> : common("unit.days", { count: value, number: format.number(value, 0) }));
    return helper.columns([
      helper.accessor("serial_number", {
        header: t("column.serial_number"),
        size: 136,
        enableHiding: false,
        cell: ({ row }) => (
          <AnchorLink to="/machines/$id" params={{ id: row.original.id }} fw={600} inherit>
            {row.original.serial_number}
          </AnchorLink>
        ),
      }),
      helper.accessor("machine_type", { header: t("column.machine_type"), size: 96, cell: (cell) => text(cell.getValue()) }),
      helper.accessor("customer_name", { header: t("column.customer_name"), size: 204, cell: (cell) => text(cell.getValue()) }),
      helper.accessor("score", {
        header: t("column.score"),
        size: 100,
        cell: (cell) => (cell.getValue() === null ? <span className="visually-hidden">{t("no_opportunity")}</span> : <ScoreBadge score={cell.getValue()} />),
      }),
      helper.accessor("value_eur", {
        header: t("column.value_eur"),
        size: 104,
        cell: ({ row, getValue }) => (row.original.score === null ? null : <Money value={getValue()} />),
      }),
      helper.accessor("triggers", { header: t("column.triggers"), size: 208, cell: ({ row }) => <RowTriggers machine={row.original} /> }),
      helper.accessor("unknown", {
        header: t("column.unknown"),
        size: 92,
        cell: ({ row }) =>
          row.original.unknown === 0 ? null : (
            <AnchorLink inherit to="/machines/$id" params={{ id: row.original.id }} search={{ tab: "verdicts" }}>
              {format.number(row.original.unknown, 0)}
            </AnchorLink>
          ),
      }),
      helper.accessor("contract", { header: t("column.contract"), size: 142, cell: (cell) => <StatusBadge status={cell.getValue()} /> }),
      helper.accessor("contract_days_left", {
        header: t("column.contract_days_left"),
        size: 120,
        // Where it is known that there is no contract, there is nothing that is not known.
        cell: ({ row, getValue }) => (row.original.contract === "none" ? null : days(getValue())),
      }),
      helper.accessor("warranty", { header: t("column.warranty"), size: 136, cell: (cell) => <StatusBadge status={cell.getValue()} /> }),
      helper.accessor("operating_hours", { header: t("column.operating_hours"), size: 128, cell: (cell) => number(cell.getValue()) }),
      helper.accessor("errors_90d", { header: t("column.errors_90d"), size: 116, cell: (cell) => number(cell.getValue()) }),
      helper.accessor("age_years", { header: t("column.age_years"), size: 110, cell: (cell) => number(cell.getValue(), 1) }),
      helper.accessor("installed_on", {
        header: t("column.installed_on"),
        size: 132,
        cell: ({ getValue }) => text(getValue() === null ? null : format.day(getValue() as string)),
      }),
      helper.accessor("product_family", { header: t("column.product_family"), size: 170, cell: (cell) => text(cell.getValue()) }),
      helper.accessor("manufacturer", { header: t("column.manufacturer"), size: 130, cell: (cell) => text(cell.getValue()) }),
      helper.accessor("postcode", { header: t("column.postcode"), size: 80, cell: (cell) => text(cell.getValue()) }),
      helper.accessor("city", { header: t("column.city"), size: 130, cell: (cell) => text(cell.getValue()) }),
      helper.accessor("country", { header: t("column.country"), size: 112, cell: (cell) => text(countryName(cell.getValue())) }),
      helper.accessor("in_field", { header: t("column.in_field"), size: 92, cell: (cell) => common(cell.getValue() ? "value.yes" : "value.no") }),
    ]);
  }, [t, common, format, countryName]);
}
