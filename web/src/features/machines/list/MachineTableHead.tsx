import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { Column } from "@tanstack/react-table";
import type { MachineRow } from "../../../api/contract";
import classes from "./MachineTable.module.css";
import { type features, NUMERIC } from "./useColumns";

interface Props {
  columns: readonly Column<typeof features, MachineRow, unknown>[];
  sort: { field: string; descending: boolean };
  onSort: (sort: string) => void;
}

/** What is largest or newest is wanted first where there are numbers, the alphabet where there are words. */
function firstSort(id: string): string {
  return NUMERIC.has(id) || id === "score" || id === "installed_on" || id === "triggers" ? `-${id}` : id;
}

export function MachineTableHead({ columns, sort, onSort }: Props) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const { id } = column;
          const sorted = sort.field === id;
          const Icon = !sorted ? IconArrowsSort : sort.descending ? IconArrowDown : IconArrowUp;
          const next = sorted ? (sort.descending ? id : `-${id}`) : firstSort(id);
          return (
            <th
              key={id}
              scope="col"
              aria-sort={!sorted ? undefined : sort.descending ? "descending" : "ascending"}
              data-numeric={NUMERIC.has(id) || undefined}
            >
              <UnstyledButton className={classes.sort} data-sorted={sorted || undefined} onClick={() => onSort(next)}>
                <span className={classes.heading}>{String(column.columnDef.header)}</span>
                <Icon size={14} stroke={1.8} aria-hidden className={classes.sortIcon} />
              </UnstyledButton>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
