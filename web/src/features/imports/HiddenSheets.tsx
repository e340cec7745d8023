import { Button, Group, Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Upload } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import type { TableChange, TableName } from "./decisions";

interface Props {
  sheets: Upload["hidden"];
  onDecide: (table: TableName, change: TableChange) => void;
}

/** Somebody hid these sheets; whether they are meant to be read only a person knows. */
export function HiddenSheets({ sheets, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  return sheets.map((of) => (
    <Paper key={`${of.file} ${of.sheet ?? ""}`} px="md" py="xs" mt="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("hidden.text", { name: t("table.name_sheet", { file: of.file, sheet: of.sheet ?? "" }), count: of.rows, number: format.number(of.rows) })}
        </Text>
        <Button size="compact-sm" variant="default" onClick={() => onDecide(of, { include_hidden: true })}>
          {t("hidden.read")}
        </Button>
      </Group>
    </Paper>
  ));
}
