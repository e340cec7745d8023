import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWords } from "../../../api/catalogue";
import type { Texts, TriggerAsked } from "../../../api/contract";
import { toBuilder } from "../../segments/builder/tree";
import { previewQuery } from "../queries";
import { draftOf, type Editing, type Forms, unfinishedIn } from "./draft";

const DEBOUNCE_MS = 300;

/** How the server begins what it says of the text that keeps a hit open. */
const KEEP = "keep: ";

/** What it is called changes nothing of what it finds: typing a name asks nothing anew. */
const ANY_TEXT: Texts = { de: "–", en: "–", it: "–" };

/** What the trigger as edited would find now, and its condition in both forms. */
export function useTriggerPreview(id: string | null, editing: Editing) {
  const { catalogue } = useWords();
  const { forms, thresholds, byType, likelihood, urgency, value, purpose, keep, restDays, begun } = editing;
  const campaign = editing.campaign ?? catalogue.campaigns[0]?.id ?? "";
  const asked = useMemo((): TriggerAsked => {
    const draft = draftOf({ title: ANY_TEXT, explanation: ANY_TEXT, campaign, forms, thresholds, byType, likelihood, urgency, value, purpose, keep, restDays, begun });
    return { id, draft, from: forms.from };
  }, [id, campaign, forms, thresholds, byType, likelihood, urgency, value, purpose, keep, restDays, begun]);
  const [debounced] = useDebouncedValue(asked, DEBOUNCE_MS);
  const unfinished = unfinishedIn(forms);
  const preview = useQuery({ ...previewQuery(debounced), enabled: unfinished === 0 });
  const stale = debounced !== asked || preview.isPlaceholderData;

  const answer = preview.data;
  const answered = answer?.query ?? null;
  const tree = useMemo(() => (answered === null ? null : toBuilder(answered)), [answered]);
  const shown: Forms = {
    from: forms.from,
    query: forms.from === "condition" && tree !== null ? tree : forms.query,
    condition: forms.from === "query" && answer ? answer.condition : forms.condition,
  };
  const found = stale ? null : (answer?.wrong ?? null);
  // What is wrong with how long a hit stays open has its place in that text, not in the condition.
  const wrongKeep = found?.what.startsWith(KEEP) ? { ...found, what: found.what.slice(KEEP.length) } : null;
  const wrong = wrongKeep ? null : found;
  // A wrong name is mended in either form; a text that is no condition has no tree.
  const isTree = forms.from === "query" || wrong === null || answered !== null;
  return { preview, unfinished, stale, wrong, wrongKeep, shown, isTree };
}
