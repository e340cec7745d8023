import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { SegmentMember } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { ValueText } from "../../components/ValueText";
import { useCountryName } from "../../format/useCountryName";
import { useFormats } from "../../format/useFormats";
import classes from "./Segments.module.css";

/** Columns of values at most; more stand on the machine file. */
const MOST_FACTS = 5;

interface Props {
  rows: SegmentMember[];
  which: "member" | "unknown" | "joined" | "left";
}

/** Machines with the values the condition looks at. */
export function MemberTable({ rows, which }: Props) {
  const { t } = useTranslation("segments");
  const words = useWords();
  const format = useFormats();
  const countryName = useCountryName();
  const isChange = which === "joined" || which === "left";
  // Type and country have columns of their own; that a machine is in the field all of them have in common.
  const own = new Set(["machine_type", "country", "in_field"]);
  const facts = [...new Set(rows.flatMap((row) => row.values.map((item) => item.fact)))].filter((fact) => !own.has(fact)).slice(0, MOST_FACTS);
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("members_table") } }}>
      <Table fz="sm" aria-label={t("members_table")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.fieldLabel("serial_number")}</Table.Th>
            {isChange && <Table.Th>{t("on")}</Table.Th>}
            <Table.Th>{words.fieldLabel("machine_type")}</Table.Th>
            <Table.Th>{words.fieldLabel("customer_name")}</Table.Th>
            <Table.Th>{words.fieldLabel("country")}</Table.Th>
            {facts.map((fact) => (
              <Table.Th key={fact}>{words.factLabel(fact)}</Table.Th>
            ))}
            {which !== "member" && which !== "joined" && <Table.Th>{t("now")}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td className={classes.nowrap}>
                {row.machine ? (
                  <AnchorLink inherit to="/machines/$id" params={{ id: row.id }}>
                    {row.machine.serial_number}
                  </AnchorLink>
                ) : (
                  row.id
                )}
              </Table.Td>
              {isChange && <Table.Td className={classes.nowrap}>{row.on === null ? "" : format.day(row.on)}</Table.Td>}
              <Table.Td>{row.machine?.machine_type}</Table.Td>
              <Table.Td>{row.machine?.customer_name}</Table.Td>
              <Table.Td>{countryName(row.machine?.country ?? null)}</Table.Td>
              {facts.map((fact) => {
                const item = row.values.find((of) => of.fact === fact);
                return <Table.Td key={fact}>{item && <ValueText value={item.value} of={words.fact(fact)} />}</Table.Td>;
              })}
              {which !== "member" && which !== "joined" && (
                <Table.Td>
                  {row.state === "unknown" ? (
                    t("now_unknown", { facts: format.list(row.missing.map(words.factLabel)) })
                  ) : (
                    <Text span inherit c="dimmed">
                      {t(`state.${row.state}`)}
                    </Text>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
