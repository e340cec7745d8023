import { Button, Group, Select } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconFileSpreadsheet } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../../api/client";
import { useMay } from "../../../api/session";
import { TextFilter } from "../filter/TextFilter";
import { DEFAULT_SORT, filterParameters, FILTERS, type MachineSearch } from "../search";
import type { ColumnId } from "./columnIds";
import { ColumnMenu } from "./ColumnMenu";
import { ViewsMenu } from "./ViewsMenu";

interface Props {
  search: MachineSearch;
  columns: readonly ColumnId[];
  phone: boolean;
  filtersShown: boolean;
  onFilters: () => void;
  onText: (text: string | undefined) => void;
  onSort: (sort: string | undefined) => void;
  onColumns: (columns: readonly ColumnId[]) => void;
}

/** Orders offered where there are no column headings to click. */
const PHONE_SORTS = ["-score", "-value_eur", "serial_number", "customer_name", "city", "contract_days_left", "-operating_hours"] as const;

export function Toolbar({ search, columns, phone, filtersShown, onFilters, onText, onSort, onColumns }: Props) {
  const { t } = useTranslation("machines");
  const may = useMay();
  const sort = search.sort ?? DEFAULT_SORT;
  const active = FILTERS.filter((filter) => filter !== "q" && search[filter] !== undefined).length;
  const table = search.tab !== "map";
  const exported = apiUrl("/machines/export.xlsx", { ...filterParameters(search), sort, columns });
  return (
    <Group gap="xs" role="search" aria-label={t("toolbar")}>
      <TextFilter value={search.q} onChange={onText} />
      <Button
        variant={filtersShown ? "light" : "default"}
        leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} aria-hidden />}
        aria-expanded={filtersShown}
        onClick={onFilters}
      >
        {active > 0 ? t("filter.open_count", { number: active }) : t("filter.open")}
      </Button>
      {phone && table && (
        <Select
          flex="1 1 9rem"
          aria-label={t("sort.label")}
          data={PHONE_SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
          value={sort}
          allowDeselect={false}
          onChange={(value) => onSort(value === null || value === DEFAULT_SORT ? undefined : value)}
        />
      )}
      <Group gap="xs" ml={{ base: 0, sm: "auto" }}>
        <ViewsMenu search={search} />
        {table && !phone && <ColumnMenu chosen={columns} onChange={onColumns} />}
        {may("export") && (
          <Button
            component="a"
            href={exported}
            download
            variant="default"
            leftSection={<IconFileSpreadsheet size={16} stroke={1.6} aria-hidden />}
          >
            {t("export")}
          </Button>
        )}
      </Group>
    </Group>
  );
}
