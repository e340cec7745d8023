import { Alert, Button, Checkbox, Group, NumberInput, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../api/client";
import { useWords } from "../../api/catalogue";
import type { SourceRow } from "../../api/contract";
import { notify } from "../../components/notify";
import { notifyError } from "../../components/notifyError";
import { useFormats } from "../../format/useFormats";
import { sourcesQuery } from "./queries";

interface Props {
  source: SourceRow;
  editable: boolean;
}

/** Only what was touched: what someone else changed beside it stays. */
interface Draft {
  priority?: number | string;
  complete?: string[];
}

const UNTOUCHED: Draft = {};

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((item) => b.includes(item));

/** How far a source is trusted and which of its lists are complete. What was typed stays, also when someone else was faster. */
export function SourceCard({ source, editable }: Props) {
  const { t } = useTranslation("imports");
  const { kindLabel } = useWords();
  const format = useFormats();
  const client = useQueryClient();
  const [draft, setDraft] = useState(UNTOUCHED);
  const [overtaken, setOvertaken] = useState(false);
  const { priority, complete } = { ...source, ...draft };
  const dirty = Number(priority) !== source.priority || !same(complete, source.complete);
  const valid = Number.isInteger(Number(priority)) && Number(priority) >= 1;
  const kinds = [...new Set([...source.kinds, ...source.complete])];

  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      api.patch<SourceRow>(
        `/sources/${encodeURIComponent(source.name)}`,
        { priority: draft.priority === undefined ? undefined : Number(draft.priority), complete: draft.complete },
        { etag: source.etag },
      ),
    onSuccess: (now) => {
      setDraft(UNTOUCHED);
      setOvertaken(false);
      client.setQueryData(sourcesQuery.queryKey, (rows) => rows?.map((row) => (row.name === now.name ? now : row)));
      notify({ message: t("sources.saved", { name: now.name }) });
      void client.invalidateQueries({ queryKey: ["sources"] });
    },
    onError: async (error) => {
      if (!isChangedMeanwhile(error)) {
        notifyError(error);
        return;
      }
      await client.refetchQueries({ queryKey: sourcesQuery.queryKey });
      setOvertaken(true);
    },
  });
  const reset = () => {
    setDraft(UNTOUCHED);
    setOvertaken(false);
  };

  return (
    <Paper p="md" component="article">
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2} size="h3">
          {source.name}
        </Title>
        <Text size="sm" c="dimmed">
          {t("sources.files", { count: source.files, number: format.number(source.files) })} ·{" "}
          {source.last_delivered_on ? t("sources.delivered", { day: format.day(source.last_delivered_on) }) : t("sources.never")}
        </Text>
      </Group>
      {overtaken && (
        <Alert color="amber" variant="light" mb="sm" role="alert">
          {t("sources.conflict")}{" "}
          {t("sources.now", {
            priority: format.number(source.priority),
            complete: source.complete.length > 0 ? format.list(source.complete.map(kindLabel)) : t("sources.nothing"),
          })}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        <NumberInput
          label={t("sources.priority")}
          maw={140}
          min={1}
          max={1000}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={!editable}
          value={priority}
          onChange={(value) => setDraft((before) => ({ ...before, priority: value }))}
        />
        <Checkbox.Group label={t("sources.complete")} value={complete} onChange={(value) => setDraft((before) => ({ ...before, complete: value }))}>
          <Group gap="0.5rem 1.25rem" mt={6}>
            {kinds.map((kind) => (
              <Checkbox key={kind} size="xs" value={kind} label={kindLabel(kind)} disabled={!editable} />
            ))}
          </Group>
        </Checkbox.Group>
      </SimpleGrid>
      {dirty && (
        <Group justify="flex-end" gap="xs" mt="sm">
          <Button variant="subtle" color="gray" onClick={reset}>
            {t("sources.reset")}
          </Button>
          <Button disabled={!valid} loading={save.isPending} onClick={() => save.mutate()}>
            {t("sources.save")}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
