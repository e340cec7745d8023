import { Alert, Button, Paper, Text, Title } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../../api/contract";
import { FactRow } from "./FactRow";
import classes from "./FileTab.module.css";
import { FieldRow } from "./FieldRow";

interface Props {
  category: MachineFile["categories"][number];
  /** The currency a source gives for the machine's amounts, if one does. */
  currency: string | null;
}

/** One of the five categories: what the sources say, and what follows from it. */
export function CategoryCard({ category, currency }: Props) {
  const { t } = useTranslation("machines");
  const id = useId();
  const [all, setAll] = useState(false);
  const { values, facts } = category;
  const known = facts.filter((fact) => fact.value !== null);
  const unknown = facts.filter((fact) => fact.value === null);
  const contracts = Number(facts.find((fact) => fact.fact === "contracts_running")?.value ?? 0);
  return (
    <Paper p="md" component="section" aria-labelledby={id}>
      <Title order={2} id={id} mb={6}>
        {t(`category.${category.id}`)}
      </Title>
      {contracts > 1 && (
        <Alert color="yellow" mb="sm">
          {t("file.several_contracts", { number: contracts })}
        </Alert>
      )}
      {values.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t("file.no_values")}
        </Text>
      ) : (
        <dl className={classes.rows}>
          {values.map((value) => (
            <FieldRow key={value.field} value={value} currency={currency} />
          ))}
        </dl>
      )}
      {facts.length > 0 && (
        <>
          <Title order={3} mt="md" mb={2} size="sm" c="dimmed">
            {t("file.facts")}
          </Title>
          <dl className={classes.rows}>
            {known.map((fact) => (
              <FactRow key={fact.fact} fact={fact} />
            ))}
            {all && unknown.map((fact) => <FactRow key={fact.fact} fact={fact} />)}
          </dl>
          {unknown.length > 0 && (
            <Button variant="subtle" size="compact-sm" ml={-8} mt={4} onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? t("file.hide_unknown") : t("file.show_unknown", { count: unknown.length })}
            </Button>
          )}
        </>
      )}
    </Paper>
  );
}
