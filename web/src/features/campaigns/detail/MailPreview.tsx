import { Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../../../api/contract";
import { EXAMPLES, PROOFS } from "../examples";
import { filled } from "../template";
import classes from "./MailEditor.module.css";

interface Props {
  language: Language;
  subject: string;
  text: string;
}

/** The message as an invented customer would get it. What no mail has is marked. */
export function MailPreview({ language, subject, text }: Props) {
  const { t } = useTranslation("campaigns");
  const id = useId();
  return (
    <div className={classes.side}>
      <Text size="sm" fw={500} id={id}>
        {t("texts.preview")}
      </Text>
      <div className={classes.preview} role="group" aria-labelledby={id} lang={language}>
        <Text fw={600} mb="xs">
          <Filled template={subject} language={language} />
        </Text>
        <div className={classes.text}>
          <Filled template={text.trim()} language={language} />
        </div>
      </div>
      <Text size="xs" c="dimmed">
        {t("texts.preview_hint")}
      </Text>
    </div>
  );
}

function Filled({ template, language }: { template: string; language: Language }) {
  const pieces = filled(template, EXAMPLES[language], PROOFS[language]);
  return pieces.map((piece, at) =>
    piece.kind === "unknown" ? (
      <mark key={at} className={classes.unknown}>
        {piece.text}
      </mark>
    ) : piece.kind === "value" ? (
      <span key={at} className={classes.value}>
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}
