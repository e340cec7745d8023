import { Alert, Badge, Button, Group, Paper, Select, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TableDecision, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { ColumnList } from "./ColumnList";
import { Confidence } from "./Confidence";
import { holdsNothing, questionsIn, type TableChange } from "./decisions";
import { KindChoice } from "./KindChoice";
import { SourceField } from "./SourceField";
import { TablePreview } from "./TablePreview";
import classes from "./Upload.module.css";
import { useKindText } from "./useKindText";

interface Props {
  table: UploadTable;
  said: TableDecision | undefined;
  opened: boolean;
  onToggle: () => void;
  onDecide: (table: UploadTable, change: TableChange) => void;
}

// The server asks one thing of a table of known kind: which column tells its rows' machines.
const SERIAL = "serial_number";

export function TableCard({ table, said, opened, onToggle, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue, fieldLabel, kindLabel } = useWords();
  const kindText = useKindText();
  const format = useFormats();
  const name = table.sheet ? t("table.name_sheet", { file: table.file, sheet: table.sheet }) : table.file;
  const questions = questionsIn(table);
  const known = table.columns.filter((column) => column.field !== null).length;
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const decide = (change: TableChange) => onDecide(table, change);
  const headings = table.header_row > 0 ? t("table.header_row", { row: format.number(table.header_row) }) : t("table.no_header");

  return (
    <Paper component="section" aria-label={t("table.region", { name })} className={classes.card} data-asked={questions > 0 || undefined}>
      <UnstyledButton className={classes.head} aria-expanded={opened} onClick={onToggle}>
        <Chevron size={18} stroke={1.8} aria-hidden style={{ flex: "none" }} />
        <span style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }} c={table.ignored || holdsNothing(table) ? "dimmed" : undefined}>
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            {table.kind === null
              ? headings
              : [kindLabel(table.kind), t("table.recognised", { known: format.number(known), all: format.number(table.columns.length) }), headings].join(" · ")}
          </Text>
        </span>
        {table.ignored || holdsNothing(table) ? (
          <Badge variant="light" color="gray" radius="sm" tt="none" fw={500} flex="none">
            {t(table.ignored ? "table.left_out" : "table.no_table")}
          </Badge>
        ) : questions > 0 ? (
          <Badge variant="light" color="amber" radius="sm" tt="none" fw={600} flex="none">
            {t("table.question_badge", { count: questions, number: format.number(questions) })}
          </Badge>
        ) : (
          <Confidence share={table.confidence} answered={said?.kind !== undefined} />
        )}
      </UnstyledButton>
      {opened && (
        <div className={classes.body}>
          {holdsNothing(table) ? (
            <Text c="dimmed">{t("table.no_table_text")}</Text>
          ) : table.ignored ? (
            <Button variant="default" onClick={() => decide({ ignore: false })}>
              {t("table.take")}
            </Button>
          ) : table.kind === null ? (
            <KindChoice table={table} onChoose={(kind) => decide({ kind })} onIgnore={() => decide({ ignore: true })} />
          ) : (
            <>
              {table.questions.length > 0 && !table.columns.some((column) => column.field === SERIAL) && (
                <Alert color="amber" variant="light" icon={<IconHelpCircle size={20} aria-hidden />} mb="sm">
                  {t("table.no_serial", { field: fieldLabel(SERIAL, table.kind) })}
                </Alert>
              )}
              <SimpleGrid cols={{ base: 1, sm: 3 }} mb="sm" verticalSpacing="xs">
                <Select
                  label={t("table.kind")}
                  description={kindText(table.kind)}
                  allowDeselect={false}
                  value={table.kind}
                  data={catalogue.kinds.map(({ id, label }) => ({ value: id, label }))}
                  onChange={(kind) => kind && kind !== table.kind && decide({ kind })}
                />
                <SourceField value={table.source} onChange={(source) => decide({ source })} />
                <Group align="flex-end" justify="flex-end">
                  <Button variant="subtle" color="gray" onClick={() => decide({ ignore: true })}>
                    {t("table.ignore")}
                  </Button>
                </Group>
              </SimpleGrid>
              <ColumnList key={table.kind} table={table} said={said} onDecide={decide} />
            </>
          )}
          <TablePreview table={table} />
        </div>
      )}
    </Paper>
  );
}
