import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BatchDetail } from "../../api/contract";
import { useMay } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import { useLookAgain } from "./useLookAgain";

/** Tables of the delivered files that were not read, so that none is forgotten. */
export function LeftTables({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("imports");
  const may = useMay();
  const format = useFormats();
  const look = useLookAgain(batch.id);
  if (batch.left.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="xs">
        {t("left.title")}
      </Title>
      <Stack gap="xs">
        {batch.left.map((table) => (
          <Paper p="md" key={`${table.file} ${table.sheet ?? ""}`}>
            <Group justify="space-between" gap="xs">
              <div style={{ minWidth: 0 }}>
                <Title order={3} style={{ overflowWrap: "anywhere" }}>
                  {table.sheet ? t("table.name_sheet", { file: table.file, sheet: table.sheet }) : table.file}
                </Title>
                <Text size="sm" c="dimmed">
                  {[
                    table.source,
                    t("table.rows_left", { count: table.rows, number: format.number(table.rows) }),
                    table.why === "ignored" && table.decided_by && table.decided_at
                      ? t("table.ignored_by", { person: table.decided_by, at: format.instant(table.decided_at) })
                      : t(`left.${table.why}`),
                  ].join(" · ")}
                </Text>
              </div>
              {batch.state === "active" && may("import") && (
                <Button
                  variant={table.why === "unknown" ? "filled" : "default"}
                  size="compact-md"
                  aria-label={t("left.map_of", { name: table.sheet ?? table.file })}
                  loading={look.isPending && look.variables === table.file}
                  onClick={() => look.mutate(table.file)}
                >
                  {t("left.map")}
                </Button>
              )}
            </Group>
          </Paper>
        ))}
      </Stack>
    </section>
  );
}
