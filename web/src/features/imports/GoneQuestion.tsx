import { Alert, Button, Group, Select, Text } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { UploadTable } from "../../api/contract";
import type { TableChange } from "./decisions";

interface Props {
  table: UploadTable;
  gone: UploadTable["gone"][number];
  onDecide: (change: TableChange) => void;
}

/** A column of the deliveries before is missing: another one holds it now, or it is to be without. */
export function GoneQuestion({ table, gone, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const { fieldLabel } = useWords();
  const field = fieldLabel(gone.field, table.kind ?? undefined);
  const free = table.columns.filter((column) => column.field === null);
  return (
    <Alert color="amber" variant="light" icon={<IconHelpCircle size={20} aria-hidden />} title={t("gone.title", { heading: gone.heading })} mb="sm" data-question tabIndex={-1}>
      <Text size="sm" mb="xs">
        {t("gone.text", { source: table.source, field })}
      </Text>
      <Group gap="xs">
        {free.length > 0 && (
          <Select
            aria-label={t("gone.column", { field })}
            placeholder={t("gone.choose")}
            w={230}
            searchable
            value={null}
            data={free.map((column) => ({ value: column.name, label: `${column.letter} · ${column.heading || t("column.no_heading")}` }))}
            onChange={(name) => name && onDecide({ columns: [{ name, field: gone.field }] })}
          />
        )}
        <Button size="compact-md" variant="default" onClick={() => onDecide({ columns: [{ name: gone.heading, field: null }] })}>
          {t("gone.without")}
        </Button>
      </Group>
    </Alert>
  );
}
