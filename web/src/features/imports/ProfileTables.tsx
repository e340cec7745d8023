import { Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { ProfileTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** What each table of a profile is and what its columns mean. */
export function ProfileTables({ tables }: { tables: ProfileTable[] }) {
  const { t } = useTranslation("imports");
  const { fieldLabel, kindLabel } = useWords();
  const format = useFormats();
  if (tables.length === 0) return <Text c="dimmed">{t("profile.no_tables")}</Text>;
  return (
    <Stack gap="lg">
      {tables.map((table, index) => {
        const kind = table.kind ?? undefined;
        const used = table.columns.filter((column) => column.field !== null);
        const unused = table.columns.length - used.length;
        return (
          <section key={index}>
            <Title order={3} size="h4" style={{ overflowWrap: "anywhere" }}>
              {table.sheet ? t("table.name_sheet", { file: table.file, sheet: table.sheet }) : table.file}
            </Title>
            <Text size="sm" c="dimmed">
              {[
                table.ignored ? t("table.left_out") : table.kind && kindLabel(table.kind),
                table.decided_by && table.decided_at && t("profile.decided", { person: table.decided_by, at: format.instant(table.decided_at) }),
                !table.ignored && unused > 0 && t("table.unused", { count: unused, number: format.number(unused) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
            {table.ignored ? (
              <Text size="sm">{table.headings.join(", ")}</Text>
            ) : (
              <Table fz="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("table.columns")}</Table.Th>
                    <Table.Th>{t("column.meaning")}</Table.Th>
                    <Table.Th>{t("notation.title")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {used.map((column) => (
                    <Table.Tr key={column.name}>
                      <Table.Td>{column.name}</Table.Td>
                      <Table.Td>{column.field !== null && fieldLabel(column.field, kind)}</Table.Td>
                      <Table.Td>
                        {[
                          column.date_order && t(`column.${column.date_order}`),
                          column.decimal && t(`column.${column.decimal}`),
                          typeof column.factor === "number" && column.factor !== 1 && t("notation.times", { factor: format.number(column.factor, 6) }),
                        ]
                          .filter(Boolean)
                          .join(" · ")}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                  {table.constants.map((constant) => (
                    <Table.Tr key={constant.field}>
                      <Table.Td c="dimmed">{t("constants.every_row")}</Table.Td>
                      <Table.Td>{fieldLabel(constant.field, kind)}</Table.Td>
                      <Table.Td>{constant.text}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </section>
        );
      })}
    </Stack>
  );
}
