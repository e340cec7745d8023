import { Switch, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatchDetail } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { FieldRow } from "./FieldRow";
import classes from "./Fields.module.css";
import { contextOf } from "./pairs";
import { SideHead } from "./SideHead";

interface Props {
  pair: MatchDetail;
  phone: boolean;
}

/** All that is known of both machines, line by line; where they contradict each other the line says so. */
export function FieldTable({ pair, phone }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  const differing = pair.fields.filter(({ differs }) => differs);
  const currency = pair.fields.find(({ field }) => field === "currency");
  const shown = onlyDiffering ? differing : pair.fields;
  return (
    <>
      <Switch
        size="xs"
        mb={4}
        checked={onlyDiffering}
        disabled={differing.length === 0}
        onChange={(event) => setOnlyDiffering(event.currentTarget.checked)}
        label={t("fields.only_differing", { count: differing.length, number: format.number(differing.length, 0) })}
      />
      <Table className={classes.fields} layout="fixed" aria-label={t("fields.label", { context: contextOf(pair.about) })}>
        <Table.Thead>
          <Table.Tr>
            {!phone && (
              <Table.Th className={classes.fieldName} c="dimmed" fw={400}>
                {t("fields.field")}
              </Table.Th>
            )}
            <SideHead about={pair.about} side={pair.kept} stays />
            <SideHead about={pair.about} side={pair.joined} stays={false} />
          </Table.Tr>
        </Table.Thead>
        {shown.map((field) => (
          <FieldRow key={field.field} field={field} currency={{ kept: currency?.kept?.value ?? null, joined: currency?.joined?.value ?? null }} phone={phone} />
        ))}
      </Table>
    </>
  );
}
