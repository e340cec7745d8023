import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./OpportunityTable.module.css";

interface Props {
  field: string;
  label: string;
  /** "field" or "-field", as the address has it */
  sort: string;
  /** Numbers and days are mostly wanted largest first. */
  largestFirst?: boolean;
  right?: boolean;
  onSort: (sort: string) => void;
}

export function SortHeader({ field, label, sort, largestFirst = false, right = false, onSort }: Props) {
  const { t } = useTranslation("opportunities");
  const direction = sort === field ? "ascending" : sort === `-${field}` ? "descending" : undefined;
  const next = direction === undefined ? (largestFirst ? `-${field}` : field) : direction === "ascending" ? `-${field}` : field;
  return (
    <Table.Th aria-sort={direction ?? "none"} ta={right ? "right" : undefined}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(next)} title={t("list.sort", { column: label })}>
        {label}
        {direction === "ascending" && <IconArrowUp size={14} stroke={1.8} aria-hidden />}
        {direction === "descending" && <IconArrowDown size={14} stroke={1.8} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}
