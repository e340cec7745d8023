import { Alert, Badge, Button, Group, Paper, Tabs, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail, CampaignMail, Language, Texts } from "../../../api/contract";
import { useMay, useSession } from "../../../api/session";
import { LANGUAGE_NAMES } from "../../../i18n/names";
import { LANGUAGES } from "../../../i18n/setup";
import { useSaveTexts } from "../changes";
import { faultsOf } from "../template";
import classes from "./MailEditor.module.css";
import { MailPreview } from "./MailPreview";
import { TestMail } from "./TestMail";
import { VariableList } from "./VariableList";

interface Props {
  campaign: CampaignDetail;
  mail: CampaignMail;
  readOnly: boolean;
}

interface Editing {
  /** What it began with: if the server has something else meanwhile, saving would take that away. */
  from: CampaignMail;
  subject: Texts;
  text: Texts;
}

const same = (a: CampaignMail, b: CampaignMail) => LANGUAGES.every((of) => a.subject[of] === b.subject[of] && a.text[of] === b.text[of]);

/** A message in the three languages, with what becomes of it beside it. */
export function MailEditor({ campaign, mail, readOnly }: Props) {
  const { t } = useTranslation("campaigns");
  const { account } = useSession();
  const may = useMay();
  const id = useId();
  const [language, setLanguage] = useState<Language>(account.language);
  const [editing, setEditing] = useState<Editing | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const save = useSaveTexts(campaign);
  const { subject, text } = editing ?? mail;
  const edit = (part: Partial<Omit<Editing, "from">>) => setEditing((before) => ({ from: before?.from ?? mail, subject, text, ...part }));
  const wrong = LANGUAGES.map((of) => ({ language: of, faults: [...new Set([...faultsOf(subject[of]), ...faultsOf(text[of])])] })).filter(({ faults }) => faults.length > 0);
  const empty = LANGUAGES.filter((of) => subject[of].trim() === "" || text[of].trim() === "");
  const isOvertaken = editing !== null && !same(editing.from, mail);
  const insert = (what: string) => {
    const at = area.current;
    const from = at?.selectionStart ?? text[language].length;
    const to = at?.selectionEnd ?? from;
    edit({ text: { ...text, [language]: text[language].slice(0, from) + what + text[language].slice(to) } });
    at?.focus();
    // The caret stands behind what was put in, once the new text is drawn.
    requestAnimationFrame(() => at?.setSelectionRange(from + what.length, from + what.length));
  };
  return (
    <Paper p="md" component="article" aria-labelledby={id}>
      <Group gap="xs" mb="xs">
        <Title order={3} id={id}>
          {t("texts.message", { id: mail.id })}
        </Title>
        <Badge variant="default" radius="sm" tt="none" fw={500}>
          {t(`purpose.${mail.purpose}`)}
        </Badge>
        {may("triggers") && editing === null && <TestMail campaign={campaign.id} mail={mail.id} language={language} />}
      </Group>
      <Tabs value={language} onChange={(chosen) => setLanguage((before) => LANGUAGES.find((of) => of === chosen) ?? before)}>
        <Tabs.List mb="sm" aria-label={t("texts.languages", { id: mail.id })}>
          {LANGUAGES.map((of) => (
            <Tabs.Tab key={of} value={of}>
              {LANGUAGE_NAMES[of]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {LANGUAGES.map((of) => (
          <Tabs.Panel key={of} value={of}>
            {of === language && (
              <div className={classes.sides}>
                <div className={classes.side}>
                  <TextInput
                    label={t("texts.subject")}
                    lang={of}
                    readOnly={readOnly}
                    value={subject[of]}
                    onChange={(event) => edit({ subject: { ...subject, [of]: event.currentTarget.value } })}
                  />
                  <Textarea
                    ref={area}
                    label={t("texts.text")}
                    lang={of}
                    autosize
                    minRows={8}
                    maxLength={20_000}
                    readOnly={readOnly}
                    value={text[of]}
                    onChange={(event) => edit({ text: { ...text, [of]: event.currentTarget.value } })}
                  />
                  {!readOnly && <VariableList onInsert={insert} />}
                </div>
                <MailPreview language={of} subject={subject[of]} text={text[of]} />
              </div>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
      {wrong.length > 0 && (
        <Alert color="red" variant="light" role="alert" mt="sm">
          {wrong.map((of) => (
            <Text key={of.language} size="sm">
              {t("texts.wrong", { language: LANGUAGE_NAMES[of.language], what: of.faults.join(", ") })}
            </Text>
          ))}
        </Alert>
      )}
      {isOvertaken && (
        <Alert color="amber" variant="light" role="alert" mt="sm">
          <Text size="sm" mb="xs">
            {t("texts.overtaken")}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => setEditing(null)}>
            {t("texts.take_theirs")}
          </Button>
        </Alert>
      )}
      {!readOnly && editing !== null && (
        <Group justify="flex-end" gap="xs" mt="sm">
          {empty.length > 0 && (
            <Text size="sm" c="var(--mantine-color-error)">
              {t("texts.empty", { languages: empty.map((of) => LANGUAGE_NAMES[of]).join(", ") })}
            </Text>
          )}
          <Button variant="default" onClick={() => setEditing(null)}>
            {t("texts.discard")}
          </Button>
          <Button
            disabled={wrong.length > 0 || empty.length > 0 || isOvertaken}
            loading={save.isPending}
            onClick={() => save.mutate({ mail: mail.id, subject, text }, { onSuccess: () => setEditing(null) })}
          >
            {t("texts.save")}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
