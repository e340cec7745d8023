import { useTranslation } from "react-i18next";
import { LinkedSentence } from "../parts/LinkedSentence";
import { Section } from "../parts/Section";
import { useReport } from "../reportContext";
import classes from "./Findings.module.css";

/** What to know, the most valuable first, one sentence each. */
export function Findings() {
  const { t } = useTranslation("assessment");
  const { view } = useReport();
  return (
    <Section id="findings" whole subtitle={t("findings.subtitle")}>
      <ol className={classes.list}>
        {view.findings.map(({ text, figures }) => (
          <li key={text}>
            <LinkedSentence text={text} figures={figures} />
          </li>
        ))}
      </ol>
    </Section>
  );
}
