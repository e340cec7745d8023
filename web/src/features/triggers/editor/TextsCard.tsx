import { Paper, Select, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import { useSession } from "../../../api/session";
import { LANGUAGE_NAMES } from "../../../i18n/names";
import type { Editing } from "./draft";
import { isSame, written } from "./texts";

interface Props {
  editing: Editing;
  onChange: (part: Partial<Editing>) => void;
}

/** What the trigger is called, what it is for and which campaign its hits belong to. */
export function TextsCard({ editing, onChange }: Props) {
  const { t } = useTranslation("editor");
  const { catalogue } = useWords();
  const { language } = useSession().account;
  const { title, explanation, campaign } = editing;
  return (
    <Paper p="md" component="section" aria-labelledby="texts">
      <Title order={2} id="texts" mb="xs">
        {t("texts.heading")}
      </Title>
      <Stack gap="sm">
        <TextInput
          label={t("texts.title")}
          required
          withAsterisk={false}
          maxLength={120}
          value={title[language]}
          onChange={(event) => onChange({ title: written(title, language, event.currentTarget.value) })}
        />
        <Textarea
          label={t("texts.explanation")}
          description={t("texts.explanation_hint")}
          autosize
          minRows={2}
          maxLength={1000}
          value={explanation[language]}
          onChange={(event) => onChange({ explanation: written(explanation, language, event.currentTarget.value) })}
        />
        <Select
          label={t("texts.campaign")}
          placeholder={t("texts.choose_campaign")}
          allowDeselect={false}
          value={campaign}
          onChange={(id) => onChange({ campaign: id })}
          data={catalogue.campaigns.map(({ id, label }) => ({ value: id, label }))}
        />
        <Text size="sm" c="dimmed">
          {isSame(title) && isSame(explanation) ? t("texts.all_languages") : t("texts.one_language", { language: LANGUAGE_NAMES[language] })}
        </Text>
      </Stack>
    </Paper>
  );
}
