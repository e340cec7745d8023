import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { Bar } from "../parts/Bar";
import { CountAndWorth } from "../parts/CountAndWorth";
import { Help } from "../parts/Help";
import { Legend } from "../parts/Legend";
import { ReportTable } from "../parts/ReportTable";
import { Section } from "../parts/Section";
import { useReport } from "../reportContext";
import classes from "./Questions.module.css";

/** The three questions that every machine is asked. */
export function Questions() {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const { questions, assumptions } = useReport().view.result;
  const years = format.number(assumptions.visit_years, 1);
  return (
    <Section id="questions" whole subtitle={t("questions.subtitle")}>
      <Legend
        items={[
          { color: "attention", label: t("questions.yes") },
          { color: "unknown", label: t("questions.unknown") },
          { color: "bar", label: t("questions.no") },
        ]}
      />
      <ReportTable
        label={t("section.questions")}
        rows={questions}
        keyOf={({ id }) => id}
        columns={[
          {
            id: "question",
            title: t("questions.question"),
            cell: ({ id, yes }) => (
              <>
                <span className={classes.question}>{t(`questions.${id}_asked`, { years })}</span>
                <Help figure={yes.id} of={t(`questions.${id}`)} />
                <span className={classes.worth}>{t(id === "no_contract" ? "questions.eur_contract" : "questions.eur_potential")}</span>
              </>
            ),
          },
          {
            id: "bar",
            title: t("share_of_machines"),
            kind: "bar",
            cell: ({ yes, no, unknown }) => (
              <Bar
                parts={[
                  { value: yes.machines, color: "attention" },
                  { value: unknown.machines, color: "unknown" },
                  { value: no.machines, color: "bar" },
                ]}
              />
            ),
          },
          { id: "yes", title: t("questions.yes"), kind: "number", cell: ({ yes }) => <CountAndWorth figure={yes} /> },
          { id: "unknown", title: t("questions.unknown"), kind: "number", cell: ({ unknown }) => <CountAndWorth figure={unknown} /> },
          { id: "no", title: t("questions.no"), kind: "number", cell: ({ no }) => <CountAndWorth figure={no} /> },
        ]}
      />
    </Section>
  );
}
