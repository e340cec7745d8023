import { Button, Group, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PolicyPartOf } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import type { EditedPart, PartName } from "./usePart";

interface Props<T> {
  name: PartName;
  part: PolicyPartOf<T>;
  edited: EditedPart<T>;
  /** Whether what is entered can be saved. */
  isComplete?: boolean;
  children: ReactNode;
}

/** A part of the policy: what it is for, who settled it when, and the ways to save it, to discard, and back to the usual. */
export function PartCard<T>({ name, part, edited, isComplete = true, children }: Props<T>) {
  const { t } = useTranslation("policy");
  const format = useFormats();
  const heading = `policy-${name}`;
  const who = part.saved_by === null || part.saved_at === null ? t("usual") : t("saved_by", { person: part.saved_by, at: format.instant(part.saved_at) });
  return (
    <Paper p="md" component="section" aria-labelledby={heading}>
      <Group justify="space-between" align="baseline" gap="0 1rem">
        <Title order={2} id={heading}>
          {t(`${name}.title`)}
        </Title>
        <Text size="sm" c="dimmed">
          {who}
        </Text>
      </Group>
      <Text size="sm" c="dimmed" mb="md" maw="48rem">
        {t(`${name}.hint`)}
      </Text>
      {children}
      {!edited.isLocked && (
        <Group gap="xs" mt="md">
          <Button disabled={!edited.isChanged || !isComplete} loading={edited.isSaving} onClick={edited.save}>
            {t("save")}
          </Button>
          {edited.isChanged && (
            <Button variant="default" onClick={edited.discard}>
              {t("discard")}
            </Button>
          )}
          {!edited.isUsual && (
            <Button variant="subtle" onClick={edited.reset}>
              {t("reset")}
            </Button>
          )}
          {edited.isChanged && (
            <Text size="sm" c="dimmed" role="status">
              {t("unsaved")}
            </Text>
          )}
        </Group>
      )}
    </Paper>
  );
}
