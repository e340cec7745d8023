import { Alert, Button, Select, SimpleGrid } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TableDecision, UploadTable } from "../../api/contract";
import { ColumnList } from "./ColumnList";
import { Constants } from "./Constants";
import type { TableChange } from "./decisions";
import { EffectSummary } from "./EffectSummary";
import { GoneQuestion } from "./GoneQuestion";
import { HeaderRowSelect } from "./HeaderRowSelect";
import { KindChoice } from "./KindChoice";
import { MappingGrid } from "./MappingGrid";
import { SourceField } from "./SourceField";
import { TablePreview } from "./TablePreview";
import { useEffectOf } from "./useEffectOf";
import { useKindText } from "./useKindText";

interface Props {
  uploadId: string;
  table: UploadTable;
  said: TableDecision | undefined;
  onDecide: (change: TableChange) => void;
}

// The server asks one thing of a table of known kind: which column tells its rows' machines.
const SERIAL = "serial_number";

/** What a table is, what its columns mean, and what comes of it. */
export function TableEditor({ uploadId, table, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue, fieldLabel } = useWords();
  const kindText = useKindText();
  const { effect, stale, error } = useEffectOf(uploadId, table, said);
  const headerRow = <HeaderRowSelect table={table} effect={effect} onChoose={(header_row) => onDecide({ header_row })} />;
  if (table.kind === null) {
    return (
      <>
        <KindChoice table={table} onChoose={(kind) => onDecide({ kind })} onIgnore={() => onDecide({ ignore: true })} />
        <SimpleGrid cols={{ base: 1, sm: 3 }} mb="sm">
          {headerRow}
        </SimpleGrid>
        <TablePreview table={table} />
      </>
    );
  }
  return (
    <>
      {table.questions.length > 0 && !table.columns.some((column) => column.field === SERIAL) && (
        <Alert color="amber" variant="light" icon={<IconHelpCircle size={20} aria-hidden />} mb="sm">
          {t("table.no_serial", { field: fieldLabel(SERIAL, table.kind) })}
        </Alert>
      )}
      {table.gone.map((gone) => (
        <GoneQuestion key={gone.heading} table={table} gone={gone} onDecide={onDecide} />
      ))}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} mb="sm" verticalSpacing="xs" style={{ alignItems: "end" }}>
        <Select
          label={t("table.kind")}
          description={kindText(table.kind)}
          allowDeselect={false}
          value={table.kind}
          data={catalogue.kinds.map(({ id, label }) => ({ value: id, label }))}
          onChange={(kind) => kind && kind !== table.kind && onDecide({ kind })}
        />
        <SourceField value={table.source} onChange={(source) => onDecide({ source })} />
        {headerRow}
        <Button variant="subtle" color="gray" onClick={() => onDecide({ ignore: true })}>
          {t("table.ignore")}
        </Button>
      </SimpleGrid>
      <Constants table={table} onDecide={onDecide} />
      <ColumnList key={table.kind} table={table} said={said} onDecide={onDecide} />
      <EffectSummary effect={effect} stale={stale} error={error} />
      {error ? <TablePreview table={table} /> : <MappingGrid table={table} said={said} effect={effect} stale={stale} onDecide={onDecide} />}
    </>
  );
}
