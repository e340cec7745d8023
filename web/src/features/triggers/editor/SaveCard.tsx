import { Button, Group, Paper, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerVersion } from "../../../api/contract";
import { ButtonLink } from "../../../components/ButtonLink";
import { useFormats } from "../../../format/useFormats";
import type { Part } from "./missing";

interface Props {
  /** The version one began with. */
  begun: TriggerVersion | null;
  why: string;
  /** What has to be filled in first. */
  missing: readonly Part[];
  /** Whether the server refuses the condition. */
  wrong: boolean;
  saving: boolean;
  onWhy: (why: string) => void;
  onSave: (submit: boolean) => void;
}

/** What was changed and why, and the ways to save it. */
export function SaveCard({ begun, why, missing, wrong, saving, onWhy, onSave }: Props) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  const blocked = missing.length > 0 || wrong;
  return (
    <Paper p="md">
      <TextInput mb="sm" label={t("save.why")} description={t("save.why_hint")} maxLength={300} value={why} onChange={(event) => onWhy(event.currentTarget.value)} />
      <Group gap="sm">
        <Button type="submit" variant="default" loading={saving} disabled={blocked}>
          {t("save.draft")}
        </Button>
        <Button loading={saving} disabled={blocked} onClick={() => onSave(true)}>
          {t("save.submit")}
        </Button>
        {begun === null ? (
          <ButtonLink to="/triggers" variant="subtle">
            {t("save.cancel")}
          </ButtonLink>
        ) : (
          <ButtonLink to="/triggers/$id/versions/$version" params={{ id: begun.trigger, version: String(begun.version) }} variant="subtle">
            {t("save.cancel")}
          </ButtonLink>
        )}
      </Group>
      {missing.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("save.missing", { parts: format.list(missing.map((part) => t(`save.part.${part}`))) })}
        </Text>
      )}
    </Paper>
  );
}
