import { Code, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerDraft } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./ConditionCard.module.css";

interface Props {
  condition: string;
  parameters: Record<string, number>;
  /** Other thresholds for machine types. */
  byType?: TriggerDraft["by_type"];
  version: number;
  /** What else belongs to the condition. */
  children?: ReactNode;
}

/** The condition as it is evaluated, and what each of its words means. */
export function ConditionCard({ condition, parameters, byType = [], version, children }: Props) {
  const { t } = useTranslation("triggers");
  const words = useWords();
  const format = useFormats();
  const named = new Set(condition.match(/[a-z][a-z0-9_]*/g));
  const facts = words.catalogue.facts.filter((fact) => named.has(fact.id));
  const usual = Object.entries(parameters).map(([name, value]) => ({ name: `$${name}`, value }));
  const others = byType.flatMap((of) => Object.entries(of.parameters).map(([name, value]) => ({ name: t("condition.by_type", { name, type: of.machine_type }), value })));
  const thresholds = [...usual, ...others];
  return (
    <Paper component="section" p="md" aria-labelledby="condition">
      <Title order={2} id="condition" mb="xs">
        {t("condition.title")}
      </Title>
      <Code block tabIndex={0} role="region" aria-label={t("condition.expression")} className={classes.code}>
        {condition}
      </Code>
      {thresholds.length > 0 && (
        <>
          <Title order={3} mt="md" mb={4}>
            {t("condition.parameters")}
          </Title>
          <dl className={classes.words}>
            {thresholds.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
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
      {children}
      <Text size="sm" c="dimmed" mt="md">
        {t("condition.version", { version })}
      </Text>
    </Paper>
  );
}
