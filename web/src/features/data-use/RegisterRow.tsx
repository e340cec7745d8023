import { Checkbox, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DataUseRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useCountryName } from "../../format/useCountryName";
import { Agreed } from "./Agreed";
import { AgreementHistory } from "./AgreementHistory";
import { Allowed } from "./Allowed";
import type { Changes } from "./changes";
import classes from "./DataUse.module.css";
import { RowMenu } from "./RowMenu";

interface Props {
  row: DataUseRow;
  isKept: boolean;
  changes: Changes | null;
}

/** A machine of the register; below it, where it is opened, all its agreements. */
export function RegisterRow({ row, isKept, changes }: Props) {
  const { t } = useTranslation("data-use");
  const countryName = useCountryName();
  const [opened, setOpened] = useState(false);
  const { machine, agreements } = row;
  const shown = opened && agreements.length > 0;
  const history = `agreements-${machine.id}`;
  return (
    <>
      <Table.Tr className={shown ? classes.opened : undefined}>
        {changes && (
          <Table.Td>
            <Checkbox
              size="xs"
              aria-label={t("register.select", { machine: machine.serial_number })}
              checked={changes.selected.has(machine.id)}
              onChange={(event) => changes.onSelect([machine], event.currentTarget.checked)}
            />
          </Table.Td>
        )}
        <Table.Td className={classes.nowrap}>
          <AnchorLink inherit to="/machines/$id" params={{ id: machine.id }} fw={600}>
            {machine.serial_number}
          </AnchorLink>
          <Text size="sm" c="dimmed">
            {machine.machine_type}
          </Text>
        </Table.Td>
        <Table.Td>
          {machine.customer_name}
          <Text size="sm" c="dimmed">
            {[machine.city, countryName(machine.country)].filter(Boolean).join(", ")}
          </Text>
        </Table.Td>
        <Table.Td>
          <Agreed agreements={agreements} machine={machine.serial_number} opened={shown} controls={history} onToggle={() => setOpened(!shown)} />
        </Table.Td>
        <Table.Td>
          <Allowed allowed={row.service} isKept={isKept} />
        </Table.Td>
        <Table.Td>
          <Allowed allowed={row.sales} isKept={isKept} />
        </Table.Td>
        <Table.Td>
          <RowMenu machine={machine} onEnter={changes ? () => changes.onEnter(machine) : null} />
        </Table.Td>
      </Table.Tr>
      {shown && (
        <Table.Tr id={history}>
          <Table.Td colSpan={changes ? 7 : 6} className={classes.history}>
            <AgreementHistory machine={machine} agreements={agreements} onEnd={changes ? (agreement) => changes.onEnd({ machine, agreement }) : null} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
