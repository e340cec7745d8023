import { Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerVersionFull } from "../../../api/contract";
import { useDifferences } from "./useDifferences";
import classes from "./Versions.module.css";

interface Props {
  /** The version in force. */
  before: TriggerVersionFull;
  after: TriggerVersionFull;
}

/** What would be another way than it is now, row by row. */
export function DifferenceCard({ before, after }: Props) {
  const { t } = useTranslation("triggers");
  const differences = useDifferences(before.draft, after.draft);
  const version = (of: TriggerVersionFull) => t("difference.version", { version: String(of.version.version) });
  return (
    <Paper p="md" component="section" aria-labelledby="difference">
      <Title order={2} id="difference" mb="xs">
        {t("difference.title", { version: String(before.version.version) })}
      </Title>
      {differences.length === 0 ? (
        <Text c="dimmed">{t("difference.none")}</Text>
      ) : (
        <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-labelledby": "difference" } }}>
          <Table fz="sm" layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="20%">{t("difference.what")}</Table.Th>
                <Table.Th>{version(before)}</Table.Th>
                <Table.Th>{version(after)}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {differences.map((of) => (
                <Table.Tr key={of.id} className={of.id === "condition" || of.id === "keep" ? classes.condition : undefined}>
                  <Table.Th scope="row" fw={500}>
                    {of.label}
                  </Table.Th>
                  <Table.Td className={classes.said}>{of.before || t("difference.nothing")}</Table.Td>
                  <Table.Td className={classes.said}>{of.after || t("difference.nothing")}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}
