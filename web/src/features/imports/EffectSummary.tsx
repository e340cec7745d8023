import { Alert, Anchor, Box, Group, Loader, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TableEffect } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { ProblemTable } from "./ProblemTable";

interface Props {
  effect: TableEffect | undefined;
  stale: boolean;
  error: Error | null;
}

/** What the choices come to over the whole table. */
export function EffectSummary({ effect, stale, error }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const [opened, setOpened] = useState(false);
  if (error) {
    return (
      <Alert color="red" variant="light" mt="sm" role="alert">
        {error.message}
      </Alert>
    );
  }
  if (!effect) {
    return (
      <Text size="sm" c="dimmed" mt="sm" role="status">
        {t("effect.reading")} …
      </Text>
    );
  }
  if (effect.table.kind === null) return null;
  const counted = (key: "rows" | "with_problems" | "refused" | "skipped" | "known" | "new" | "unmatched", count: number) => t(`effect.${key}`, { count, number: format.number(count) });
  const { serial_numbers: serials } = effect;
  return (
    <Box mt="sm">
      <Group gap="xs" role="status" aria-busy={stale}>
        <Text fw={600}>{counted("rows", effect.rows)}</Text>
        <Text c={effect.rows_with_problems > 0 ? undefined : "dimmed"}>
          {[
            counted("with_problems", effect.rows_with_problems),
            effect.refused > 0 && counted("refused", effect.refused),
            effect.skipped > 0 && counted("skipped", effect.skipped),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        {stale && <Loader size="xs" aria-hidden />}
      </Group>
      {serials && (
        <Text size="sm">
          {t("effect.serials")}{" "}
          {[counted("known", serials.known), serials.new > 0 && counted("new", serials.new), serials.unmatched > 0 && counted("unmatched", serials.unmatched)].filter(Boolean).join(" · ")}
        </Text>
      )}
      {effect.goes_on && (
        <Text size="sm" c="dimmed">
          {t("effect.goes_on", { number: format.number(effect.rows + effect.refused + effect.skipped) })}
        </Text>
      )}
      {effect.problems.length > 0 && (
        <>
          <Anchor component="button" type="button" size="sm" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
            {t(opened ? "effect.problems_hide" : "effect.problems_show", { count: effect.problems.length, number: format.number(effect.problems.length) })}
          </Anchor>
          {opened && <ProblemTable problems={effect.problems} />}
        </>
      )}
    </Box>
  );
}
