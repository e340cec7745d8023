import { Alert, Paper, Tabs, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import { Builder } from "../../segments/builder/Builder";
import { ConditionText } from "./ConditionText";
import type { Forms } from "./draft";

interface Props {
  /** The trigger that is edited: it must not name itself. */
  id: string | null;
  forms: Forms;
  parameters: readonly string[];
  wrong: TriggerPreview["wrong"];
  /** Whether the text can be shown as groups and rules. */
  isTree: boolean;
  onChange: (forms: Forms) => void;
}

/** The condition, put together or written; whichever is edited, the other follows. */
export function ConditionEditor({ id, forms, parameters, wrong, isTree, onChange }: Props) {
  const { t } = useTranslation("editor");
  return (
    <Paper p="md" component="section" aria-labelledby="edited-condition">
      <Title order={2} id="edited-condition" mb="xs">
        {t("condition.heading")}
      </Title>
      <Tabs defaultValue="builder" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="builder">{t("condition.builder")}</Tabs.Tab>
          <Tabs.Tab value="text">{t("condition.text")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="builder">
          {isTree ? (
            <Builder query={forms.query} onChange={(query) => onChange({ ...forms, from: "query", query })} context={{ about: "trigger", id, parameters, wrong }} />
          ) : (
            <Alert color="amber" title={t("condition.unreadable")}>
              <Text size="sm">{wrong?.what}</Text>
              <Text size="sm">{t("condition.unreadable_hint")}</Text>
            </Alert>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="text">
          <ConditionText condition={forms.condition} wrong={wrong} onChange={(condition) => onChange({ ...forms, from: "condition", condition })} />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
}
