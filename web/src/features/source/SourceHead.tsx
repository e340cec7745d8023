import { Box, Button, Group, Paper, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import { apiUrl } from "../../api/client";
import type { SourceView } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { cellName } from "./cellName";
import classes from "./SourceHead.module.css";

interface Props {
  source: SourceView;
}

/** What the cell says, how it was understood, and where exactly it stands: source, file, sheet, row, column, delivery. */
export function SourceHead({ source }: Props) {
  const { t } = useTranslation("source");
  const format = useFormats();
  const words = useWords();
  const may = useMay();
  const name = cellName(source);
  const field = source.columns.find((column) => column.column === source.column)?.field;
  const fileName = source.file.split("/").at(-1) ?? source.file;
  const delivery = t("delivery_of", { batch: source.batch, day: format.day(source.delivered_on) });

  const places: (readonly [string, ReactNode])[] = [
    [t("source"), source.source],
    [t("kind"), words.kindLabel(source.kind)],
    [t("file"), source.file],
  ];
  if (source.sheet !== null) places.push([t("sheet"), source.sheet]);
  if (source.page !== null) places.push([t("page"), String(source.page)]);
  if (!source.is_pdf) places.push([t("row"), String(source.row)]);
  const letter = source.columns.find((column) => column.column === source.column)?.letter;
  places.push([t("column"), name && letter ? t("column_named", { letter, heading: source.heading }) : source.heading]);
  places.push([
    t("delivery"),
    may("import") ? (
      <AnchorLink key="batch" inherit to="/imports/batches/$id" params={{ id: String(source.batch) }}>
        {delivery}
      </AnchorLink>
    ) : (
      delivery
    ),
  ]);
  places.push([t("imported_at"), format.instant(source.imported_at)]);

  return (
    <Paper p="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box miw={0} flex="1 1 14rem">
          <Text size="sm" c="dimmed">
            {name ? t("cell", { name }) : t("place_in_pdf")}
          </Text>
          <Text fw={600} size="xl" className={classes.text}>
            {source.text === "" ? (
              <Text span fs="italic" c="dimmed" inherit fw={400}>
                {t("empty_cell")}
              </Text>
            ) : (
              source.text
            )}
          </Text>
          <Text size="sm" c="dimmed">
            {field ? t("read_as", { field: words.fieldLabel(field, source.kind) }) : t("not_read")}
          </Text>
        </Box>
        <Button
          component="a"
          href={apiUrl(`/files/${source.digest}`, { name: fileName })}
          download={fileName}
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.6} aria-hidden />}
        >
          {t("download", { size: format.bytes(source.bytes) })}
        </Button>
      </Group>
      <dl className={classes.places}>
        {places.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}
