import { Checkbox, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { DataUseRow } from "../../api/contract";
import type { Changes } from "./changes";
import { RegisterRow } from "./RegisterRow";

interface Props {
  rows: DataUseRow[];
  isKept: boolean;
  changes: Changes | null;
}

/** A machine a row, with what its user agreed to. */
export function RegisterTable({ rows, isKept, changes }: Props) {
  const { t } = useTranslation("data-use");
  const words = useWords();
  const picked = changes ? rows.filter(({ machine }) => changes.selected.has(machine.id)).length : 0;
  return (
    <Table.ScrollContainer minWidth={800} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("register.title") } }}>
      <Table fz="sm" aria-labelledby="register">
        <Table.Thead>
          <Table.Tr>
            {changes && (
              <Table.Th w="2.5rem">
                <Checkbox
                  size="xs"
                  aria-label={t("register.select_all")}
                  checked={picked === rows.length}
                  indeterminate={picked > 0 && picked < rows.length}
                  onChange={(event) =>
                    changes.onSelect(
                      rows.map(({ machine }) => machine),
                      event.currentTarget.checked,
                    )
                  }
                />
              </Table.Th>
            )}
            <Table.Th>{words.fieldLabel("serial_number")}</Table.Th>
            <Table.Th>{words.fieldLabel("customer_name")}</Table.Th>
            <Table.Th>{t("register.agreed")}</Table.Th>
            <Table.Th>{t("purpose.service")}</Table.Th>
            <Table.Th>{t("purpose.sales")}</Table.Th>
            <Table.Th w="3rem">
              <span className="visually-hidden">{t("register.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <RegisterRow key={row.machine.id} row={row} isKept={isKept} changes={changes} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
