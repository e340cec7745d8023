import { Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import classes from "./Held.module.css";
import { standingOf } from "./standing";
import { SuppressedHits } from "./SuppressedHits";
import { SuppressionBy } from "./SuppressionBy";
import { SuppressionSubject } from "./SuppressionSubject";
import { usePeriodText } from "./usePeriodText";

interface Props {
  rows: readonly SuppressionRow[];
  action: (row: SuppressionRow) => ReactNode;
}

/** The register on a phone. */
export function SuppressionCards({ rows, action }: Props) {
  const { t } = useTranslation("held");
  const format = useFormats();
  const { today } = useSession();
  const periodOf = usePeriodText();
  return (
    <Stack component="ul" gap="xs" className={classes.cards} aria-label={t("tab.suppressions")}>
      {rows.map((row) => (
        <Paper component="li" p="sm" key={row.id} id={`suppression-${row.id}`}>
          <SuppressionSubject row={row} />
          <Text size="sm">
            {t(`reason.${row.reason}`)} · {t(`standing.${standingOf(row, today)}`)}
          </Text>
          <Text size="sm">{periodOf(row)}</Text>
          {row.note !== "" && (
            <Text size="sm" className={classes.note}>
              {row.note}
            </Text>
          )}
          <SuppressionBy row={row} />
          <Group gap="xs" justify="space-between" mt={4}>
            <Text size="sm">{row.hits > 0 && <SuppressedHits row={row}>{t("hits", { count: row.hits, number: format.number(row.hits, 0) })}</SuppressedHits>}</Text>
            {action(row)}
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
