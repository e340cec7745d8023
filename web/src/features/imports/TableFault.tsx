import { Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TableName } from "./decisions";

/** Stands where a table could not be drawn. */
export function TableFault({ table }: { table: TableName }) {
  const { t } = useTranslation("imports");
  const name = table.sheet ? t("table.name_sheet", { file: table.file, sheet: table.sheet }) : table.file;
  return (
    <Paper component="section" p="md" aria-label={t("table.region", { name })}>
      <Text fw={600} style={{ overflowWrap: "anywhere" }}>
        {name}
      </Text>
      <Text c="red">{t("table.not_shown")}</Text>
    </Paper>
  );
}
