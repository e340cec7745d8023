import { Stack } from "@mantine/core";
import { useState } from "react";
import { useMay, useSession } from "../../../api/session";
import type { TriggerVersionFull } from "../../../api/contract";
import { StaleTexts } from "../StaleTexts";
import { useInForce } from "../useInForce";
import { ConditionEditor } from "./ConditionEditor";
import { CourseCard } from "./CourseCard";
import { draftOf, type Editing, editingOf } from "./draft";
import classes from "./Editor.module.css";
import { LivePreview } from "./LivePreview";
import { missingIn } from "./missing";
import { PriorityCard } from "./PriorityCard";
import { SaveCard } from "./SaveCard";
import { TextsCard } from "./TextsCard";
import { ThresholdTable } from "./ThresholdTable";
import { TypeThresholdList } from "./TypeThresholdList";
import { useSaveDraft } from "./useSaveDraft";
import { useTriggerPreview } from "./useTriggerPreview";

/** A trigger is written: what it says on the left, what it would find on the right, saved below. `start` is the version one begins with. */
export function TriggerForm({ start }: { start: TriggerVersionFull | null }) {
  const may = useMay();
  const { language } = useSession().account;
  // As loaded once: what somebody else saves meanwhile must be noticed when saving, not taken over.
  const [begun] = useState(start);
  const id = begun?.version.trigger ?? null;
  const goesOn = begun?.version.state === "draft" ? begun.version : null;
  const [editing, setEditing] = useState<Editing>(() => editingOf(begun?.draft ?? null));
  const [why, setWhy] = useState(goesOn?.why ?? "");
  const change = (part: Partial<Editing>) => setEditing((now) => ({ ...now, ...part }));

  const { preview, unfinished, stale, wrong, wrongKeep, shown, isTree } = useTriggerPreview(id, editing);
  const missing = missingIn(editing, language);
  const inForce = useInForce(id);
  const saidBefore = [begun, inForce].flatMap((of) => of?.draft ?? []);
  const save = useSaveDraft(id, goesOn);
  const isWrong = wrong !== null || wrongKeep !== null;
  const send = (submit: boolean) => {
    if (missing.length === 0 && !isWrong) save.mutate({ draft: draftOf(editing), why, submit });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(false);
      }}
    >
      <div className={classes.columns}>
        <Stack gap="md" miw={0}>
          <TextsCard editing={editing} onChange={change} />
          <ConditionEditor
            id={id}
            forms={shown}
            parameters={editing.thresholds.map((of) => of.name).filter((name) => name !== "")}
            wrong={wrong}
            isTree={isTree}
            onChange={(forms) => change({ forms })}
          />
          <ThresholdTable thresholds={editing.thresholds} onChange={(thresholds) => change({ thresholds })} />
          <StaleTexts before={saidBefore} after={draftOf(editing)} />
          {editing.thresholds.length > 0 && (
            <TypeThresholdList thresholds={editing.thresholds} byType={editing.byType} onChange={(byType) => change({ byType })} />
          )}
          <CourseCard editing={editing} wrong={wrongKeep} onChange={change} />
          <PriorityCard editing={editing} onChange={change} />
          {may("triggers") && <SaveCard begun={begun?.version ?? null} why={why} missing={missing} wrong={isWrong} saving={save.isPending} onWhy={setWhy} onSave={send} />}
        </Stack>
        <LivePreview preview={preview} from={editing.forms.from} unfinished={unfinished} stale={stale} />
      </div>
    </form>
  );
}
