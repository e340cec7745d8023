import { IconCheck, IconHelp, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ExplainedNode } from "../../api/contract";
import classes from "./Explanation.module.css";

const ICON = { yes: IconCheck, no: IconX, unknown: IconHelp } as const;

interface Props {
  answer: ExplainedNode["answer"];
  /** Whether it decided the verdict. */
  decides: boolean;
}

/** Yes, no or not known: a sign and a word, never a colour alone. */
export function Answer({ answer, decides }: Props) {
  const { t } = useTranslation("explanation");
  const Icon = ICON[answer];
  return (
    <span className={classes.answer} data-answer={answer}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(`tree.answer.${answer}`)}
      {decides && <span className={classes.decides}>{t("tree.decides")}</span>}
    </span>
  );
}
