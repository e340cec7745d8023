import { Checkbox, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { useCanEdit } from "./changes";
import classes from "./OpportunityTable.module.css";
import { OpportunityTableRow } from "./OpportunityTableRow";
import { DEFAULT_SORT } from "./queries";
import { SortHeader } from "./SortHeader";
import { useFilters } from "./useFilters";

interface Props {
  rows: OpportunityRow[];
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

const COLUMNS = [
  { field: "score", words: "list.score", largestFirst: true, right: false },
  { field: "customer_name", words: "list.customer", largestFirst: false, right: false },
  { field: "serial_number", words: "list.machine", largestFirst: false, right: false },
  // The server has no order of campaigns.
  { field: undefined, words: "list.campaign", largestFirst: false, right: false },
  { field: "stage", words: "list.stage", largestFirst: false, right: false },
  { field: "owner", words: "list.owner", largestFirst: false, right: false },
  { field: "value_eur", words: "list.value", largestFirst: true, right: true },
  { field: "follow_up_on", words: "list.follow_up", largestFirst: false, right: false },
  { field: "opened_on", words: "list.opened", largestFirst: true, right: false },
] as const;

export function OpportunityTable({ rows, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const { search, set } = useFilters();
  const canEdit = useCanEdit();
  const sort = search.sort ?? DEFAULT_SORT;
  const onSort = (next: string) => set({ sort: next === DEFAULT_SORT ? undefined : next });
  const chosen = rows.filter((row) => selected.has(row.id)).length;
  const toggleAll = () => {
    for (const row of rows) onSelect?.(row, chosen < rows.length);
  };
  return (
    <Table.ScrollContainer minWidth={1100} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("list.label") } }}>
      <Table highlightOnHover aria-label={t("list.label")}>
        <Table.Thead>
          <Table.Tr>
            {onSelect && (
              <Table.Th w={36}>
                <Checkbox
                  size="xs"
                  checked={rows.length > 0 && chosen === rows.length}
                  indeterminate={chosen > 0 && chosen < rows.length}
                  onChange={toggleAll}
                  aria-label={t("selection.all")}
                />
              </Table.Th>
            )}
            {COLUMNS.map(({ field, words, largestFirst, right }) =>
              field === undefined ? (
                <Table.Th key={words} fz="sm" c="dimmed">
                  {t(words)}
                </Table.Th>
              ) : (
                <SortHeader key={words} field={field} label={t(words)} sort={sort} largestFirst={largestFirst} right={right} onSort={onSort} />
              ),
            )}
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <OpportunityTableRow
              key={row.id}
              row={row}
              canEdit={canEdit(row)}
              selected={selected.has(row.id)}
              onSelect={onSelect}
              onMove={onMove}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
