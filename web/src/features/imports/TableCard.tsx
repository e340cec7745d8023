import { Badge, Button, Paper, Select, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TableDecision, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { Confidence } from "./Confidence";
import { holdsNothing, namesItsFields, questionsIn, type TableChange } from "./decisions";
import { TableEditor } from "./TableEditor";
import { TablePreview } from "./TablePreview";
import classes from "./Upload.module.css";

interface Props {
  uploadId: string;
  table: UploadTable;
  said: TableDecision | undefined;
  opened: boolean;
  onToggle: () => void;
  onDecide: (table: UploadTable, change: TableChange) => void;
}

export function TableCard({ uploadId, table, said, opened, onToggle, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue, kindLabel } = useWords();
  const format = useFormats();
  const name = table.sheet ? t("table.name_sheet", { file: table.file, sheet: table.sheet }) : table.file;
  const questions = questionsIn(table);
  const known = table.columns.filter((column) => column.field !== null).length;
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const decide = (change: TableChange) => onDecide(table, change);
  const headings = table.header_row > 0 ? t("table.header_row", { row: format.number(table.header_row) }) : t(namesItsFields(table) ? "table.named_fields" : "table.no_header");
  const rows = table.rows !== null && t("table.rows_left", { count: table.rows, number: format.number(table.rows) });

  return (
    <Paper component="section" aria-label={t("table.region", { name })} className={classes.card} data-asked={questions > 0 || undefined}>
      <UnstyledButton className={classes.head} aria-expanded={opened} onClick={onToggle}>
        <Chevron size={18} stroke={1.8} aria-hidden style={{ flex: "none" }} />
        <span style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }} c={table.ignored || holdsNothing(table) ? "dimmed" : undefined}>
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            {(table.kind === null
              ? [rows, !table.ignored && headings]
              : [
                  kindLabel(table.kind),
                  t("table.recognised", { known: format.number(known), all: format.number(table.columns.length) }),
                  headings,
                  table.profile !== null && t("profile.by", { version: String(table.profile) }),
                ]
            )
              .filter(Boolean)
              .join(" · ")}
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
          <Confidence share={table.confidence} answered={Boolean(said?.kind)} />
        )}
      </UnstyledButton>
      {opened && (
        <div className={classes.body}>
          {holdsNothing(table) ? (
            <>
              <Text c="dimmed">{t("table.no_table_text")}</Text>
              <TablePreview table={table} />
            </>
          ) : table.ignored ? (
            <>
              {table.ignored_by && table.ignored_at && (
                <Text size="sm" c="dimmed" mb="xs">
                  {t("table.ignored_by", { person: table.ignored_by, at: format.instant(table.ignored_at) })}
                </Text>
              )}
              {table.profile === null ? (
                <Button variant="default" onClick={() => decide({ ignore: false })}>
                  {t("table.take")}
                </Button>
              ) : (
                // The profile leaves it out; to take it anyway it has to be said what it is.
                <Select
                  label={t("table.take_as")}
                  placeholder={t("column.choose")}
                  maw={320}
                  searchable
                  value={null}
                  data={catalogue.kinds.map(({ id, label }) => ({ value: id, label }))}
                  onChange={(kind) => kind && decide({ ignore: false, kind })}
                />
              )}
            </>
          ) : (
            <TableEditor uploadId={uploadId} table={table} said={said} onDecide={decide} />
          )}
        </div>
      )}
    </Paper>
  );
}
