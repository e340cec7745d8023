import { Button, Group, Text, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useAddNote } from "./changes";

export function NoteForm({ opportunity }: { opportunity: OpportunityRow }) {
  const { t } = useTranslation("opportunities");
  const [text, setText] = useState("");
  const addNote = useAddNote();
  const save = () => {
    const note = text.trim();
    // What was typed goes only once it is saved.
    if (note !== "" && !addNote.isPending) addNote.mutate({ row: opportunity, text: note }, { onSuccess: () => setText("") });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  };
  return (
    <form onSubmit={submit}>
      <Textarea
        label={t("note.label")}
        placeholder={t("note.placeholder")}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group justify="space-between" mt="xs" mb="sm">
        <Text size="xs" c="dimmed">
          {t("note.shortcut")}
        </Text>
        <Button type="submit" variant="light" disabled={text.trim() === ""} loading={addNote.isPending}>
          {t("note.submit")}
        </Button>
      </Group>
    </form>
  );
}
