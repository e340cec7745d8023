import { Code, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./ConditionCard.module.css";

/** The condition as it is evaluated, and what each of its words means. */
export function ConditionCard({ trigger }: { trigger: TriggerRow }) {
  const { t } = useTranslation("triggers");
  const words = useWords();
  const format = useFormats();
  const named = new Set(trigger.condition.match(/[a-z][a-z0-9_]*/g));
  const facts = words.catalogue.facts.filter((fact) => named.has(fact.id));
  const parameters = Object.entries(trigger.parameters);
  return (
    <Paper component="section" p="md" aria-labelledby="condition">
      <Title order={2} id="condition" mb="xs">
        {t("condition.title")}
      </Title>
      <Code block tabIndex={0} role="region" aria-label={t("condition.expression")} className={classes.code}>
        {trigger.condition}
      </Code>
      {parameters.length > 0 && (
        <>
          <Title order={3} mt="md" mb={4}>
            {t("condition.parameters")}
          </Title>
          <dl className={classes.words}>
            {parameters.map(([name, value]) => (
              <div key={name}>
                <dt>${name}</dt>
                <dd>{format.number(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Title order={3} mt="md" mb={4}>
        {t("condition.facts")}
      </Title>
      <dl className={classes.words}>
        {facts.map((fact) => (
          <div key={fact.id}>
            <dt>{fact.id}</dt>
            <dd>
              {fact.label}
              {fact.unit && (
                <Text span inherit c="dimmed">
                  {" "}
                  ({fact.unit})
                </Text>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mt="md">
        {t("condition.version", { version: trigger.version })}
      </Text>
    </Paper>
  );
}
