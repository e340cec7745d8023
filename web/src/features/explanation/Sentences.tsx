import { Button, CopyButton, Group, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerExplanation } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Explanation.module.css";

/** The explanation as one may send it to a customer; below each sentence what it rests on. */
export function Sentences({ sentences }: { sentences: TriggerExplanation["sentences"] }) {
  const { t } = useTranslation("explanation");
  const words = useWords();
  const format = useFormats();
  if (sentences.length === 0) return null;
  return (
    <section aria-labelledby="explained-sentences">
      <Group justify="space-between" mb="xs">
        <Title order={3} id="explained-sentences">
          {t("sentences.title")}
        </Title>
        <CopyButton value={sentences.map((of) => of.text).join(" ")}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy} leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}>
              {t(copied ? "sentences.copied" : "sentences.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
      <ul className={classes.sentences}>
        {sentences.map(({ text, facts }) => (
          <li key={text}>
            <Text>{text}</Text>
            {facts.length > 0 && (
              <Text size="sm" c="dimmed">
                {t("sentences.rests_on", { facts: format.list(facts.map(words.factLabel)) })}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
