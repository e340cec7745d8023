import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PROOF_LOOP, VARIABLES } from "../template";
import { useVariableLabels } from "../variableLabels";
import classes from "./MailEditor.module.css";

/** What may stand in a message; a click puts it where the caret is. */
export function VariableList({ onInsert }: { onInsert: (text: string) => void }) {
  const { t } = useTranslation("campaigns");
  const { label } = useVariableLabels();
  const entries = [...VARIABLES.map((name) => ({ text: `{{ ${name} }}`, label: label(name) })), { text: PROOF_LOOP, label: t("variable.proof") }];
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {t("texts.variables")}
      </Text>
      <ul className={classes.variables}>
        {entries.map((of) => (
          <li key={of.text}>
            <Button size="compact-xs" variant="default" fw={400} title={of.text} aria-label={t("texts.insert", { label: of.label })} onClick={() => onInsert(of.text)}>
              {of.label}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
