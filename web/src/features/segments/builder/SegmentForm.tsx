import { Button, Group, Paper, Stack, TextInput, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleGroupType } from "react-querybuilder";
import { api } from "../../../api/client";
import type { SegmentDraft, SegmentFull, SegmentGroup } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { ButtonLink } from "../../../components/ButtonLink";
import { notify } from "../../../components/notify";
import { previewQuery } from "../queries";
import { Builder } from "./Builder";
import classes from "./Builder.module.css";
import { Live } from "./Live";
import { toBuilder, toTree, unfinished } from "./tree";

const DEBOUNCE_MS = 300;

/** Where one begins: a type, to be chosen. */
const FIRST: SegmentGroup = {
  combinator: "and",
  rules: [{ field: "machine_type", operator: "in", value: null }],
};

/** A segment is built: its condition on the left, what it finds on the right, saved below. */
export function SegmentForm({ segment }: { segment: SegmentFull | null }) {
  const { t } = useTranslation("segments");
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMay();
  const id = segment?.segment.id ?? null;
  const [query, setQuery] = useState<RuleGroupType>(() => toBuilder(segment?.query ?? FIRST));
  const [title, setTitle] = useState(segment?.segment.title ?? "");
  const [note, setNote] = useState(segment?.segment.note ?? "");
  const [why, setWhy] = useState("");

  const open = unfinished(query);
  const [asked] = useDebouncedValue(query, DEBOUNCE_MS);
  const ready = unfinished(asked) === 0;
  const preview = useQuery({ ...previewQuery(id, toTree(asked)), enabled: ready });
  const stale = asked !== query || preview.isPlaceholderData;
  const wrong = preview.data?.wrong ?? null;

  const save = useMutation({
    mutationFn: () => {
      const draft: SegmentDraft = { title: title.trim(), note: note.trim() || null, why: why.trim() || null, query: toTree(query) };
      return segment === null
        ? api.post<SegmentFull>("/segments", draft)
        : api.put<SegmentFull>(`/segments/${encodeURIComponent(segment.segment.id)}`, draft, { etag: segment.segment.etag });
    },
    onSuccess: async (saved) => {
      notify({ message: t("builder.saved", { title: saved.segment.title, version: String(saved.segment.version) }) });
      client.setQueryData(["segments", "one", saved.segment.id], saved);
      void client.invalidateQueries({ queryKey: ["segments"] });
      await navigate({ to: "/segments/$id", params: { id: saved.segment.id } });
    },
  });

  const complete = title.trim() !== "" && open === 0 && wrong === null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) save.mutate();
      }}
    >
      <div className={classes.columns}>
        <Stack gap="md" miw={0}>
          <Paper p="md">
            <Stack gap="sm">
              <TextInput label={t("builder.title")} required withAsterisk={false} maxLength={120} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
              <Textarea label={t("builder.note")} autosize minRows={1} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
            </Stack>
          </Paper>
          <Paper p="md" component="section" aria-label={t("builder.label")}>
            <Builder query={query} onChange={setQuery} context={{ about: "segment", id, parameters: [], wrong: stale ? null : wrong }} />
          </Paper>
          {may("segments") && (
            <Paper p="md">
              {segment !== null && (
                <TextInput mb="sm" label={t("builder.why")} description={t("builder.why_hint")} maxLength={300} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
              )}
              <Group gap="sm">
                <Button type="submit" loading={save.isPending} disabled={!complete}>
                  {segment === null ? t("builder.save") : t("builder.save_version", { version: segment.segment.version + 1 })}
                </Button>
                {segment === null ? (
                  <ButtonLink to="/segments" variant="default">
                    {t("builder.cancel")}
                  </ButtonLink>
                ) : (
                  <ButtonLink to="/segments/$id" params={{ id: segment.segment.id }} variant="default">
                    {t("builder.cancel")}
                  </ButtonLink>
                )}
              </Group>
            </Paper>
          )}
        </Stack>
        <Live preview={preview} unfinished={open} stale={stale} />
      </div>
    </form>
  );
}
