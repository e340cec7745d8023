import { useTranslation } from "react-i18next";
import type { MachineRow } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Money } from "../../../components/Money";
import { Unknown } from "../../../components/Unknown";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import type { Column } from "../parts/reportTable";

/** What one needs to know of a machine to see that it belongs here. */
export function useMachineColumns(): Column<MachineRow>[] {
  const { t } = useTranslation("assessment");
  const { t: machines } = useTranslation("machines");
  const format = useFormats();
  const countryName = useCountryName();
  const text = (value: string | null) => value ?? <Unknown />;
  return [
    {
      id: "serial_number",
      title: machines("column.serial_number"),
      cell: ({ id, serial_number }) => (
        <AnchorLink inherit fw={600} to="/machines/$id" params={{ id }}>
          {serial_number}
        </AnchorLink>
      ),
    },
    { id: "machine_type", title: machines("column.machine_type"), cell: ({ machine_type }) => text(machine_type) },
    { id: "customer_name", title: machines("column.customer_name"), kind: "text", cell: ({ customer_name }) => text(customer_name) },
    { id: "country", title: machines("column.country"), cell: ({ country }) => text(countryName(country)) },
    {
      id: "age_years",
      title: machines("column.age_years"),
      kind: "number",
      cell: ({ age_years }) => (age_years === null ? <Unknown /> : format.number(age_years, 1)),
    },
    {
      id: "value_eur",
      title: t("list.opportunities"),
      kind: "number",
      cell: ({ score, value_eur }) => (score === null ? t("list.no_opportunities") : <Money value={value_eur} />),
    },
  ];
}
