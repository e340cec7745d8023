import { Paper } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Today } from "../../api/contract";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import { KeyFigure } from "./KeyFigure";
import classes from "./KeyFigures.module.css";

export function KeyFigures({ data }: { data: Today }) {
  const { t } = useTranslation("today");
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  return (
    <Paper component="ul" className={classes.figures} aria-label={t("figures.label")}>
      <KeyFigure
        label={t("figures.mine")}
        value={<Money value={data.mine.value_eur} of={data.mine.count} short />}
        note={t("figures.opportunities", { count: data.mine.count, number: number(data.mine.count) })}
        link={{ to: "/opportunities", search: { owner: "me", attached: "all" } }}
      />
      <KeyFigure
        label={t("figures.open")}
        value={<Money value={data.open.value_eur} of={data.open.count} short />}
        note={t("figures.opportunities", { count: data.open.count, number: number(data.open.count) })}
        link={{ to: "/opportunities", search: { owner: "all", attached: "all" } }}
      />
      <KeyFigure
        label={t("figures.follow_ups")}
        value={number(data.follow_ups.length)}
        note={t("figures.follow_ups_note")}
        link={{ to: "/opportunities", search: { owner: "me", due: "true", attached: "all", flagged: "all", view: "list" } }}
      />
      <KeyFigure
        label={t("figures.machines")}
        value={number(data.machines)}
        note={t("figures.customers", { count: data.customers, number: number(data.customers) })}
        link={{ to: "/machines" }}
      />
      {data.blocked && (
        <KeyFigure
          label={t("figures.blocked")}
          value={<Money value={data.blocked.value_eur} of={data.blocked.machines} short />}
          note={t("figures.blocked_note", { count: data.blocked.machines, number: number(data.blocked.machines) })}
          link={{ to: "/assessment/machines", search: { figure: data.blocked.figure } }}
        />
      )}
    </Paper>
  );
}
