import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Bar } from "../parts/Bar";
import { CountAndWorth } from "../parts/CountAndWorth";
import { Legend } from "../parts/Legend";
import { ReportTable } from "../parts/ReportTable";
import { Section } from "../parts/Section";
import { useReport } from "../reportContext";
import { useNames } from "../useNames";
import { FillInList } from "./FillInList";
import { GapDetails } from "./GapDetails";
import classes from "./GapDetails.module.css";
import { Together } from "./Together";

const SHOWN = 10;

/** What is missing, by the money that filling it frees. */
export function Gaps() {
  const { t } = useTranslation("assessment");
  const names = useNames();
  const { gaps } = useReport().view.result.gaps;
  const most = Math.max(1, ...gaps.map(({ freed }) => freed.eur ?? 0));
  const blocking = gaps.find(({ unreached }) => !unreached);
  return (
    <Section id="gaps" subtitle={t("gaps.subtitle")}>
      {gaps.length === 0 ? (
        <Text c="dimmed" px="md" pb="sm">
          {t("gaps.none")}
        </Text>
      ) : (
        <>
          <FillInList />
          <Legend
            items={[
              { color: "unknown", label: t("gaps.blocks") },
              { color: "attention", label: t("gaps.unreached") },
            ]}
          />
          <ReportTable
            label={t("section.gaps")}
            rows={gaps}
            shown={SHOWN}
            keyOf={({ id, unreached }) => `${id} ${unreached}`}
            columns={[
              {
                id: "fact",
                title: t("gaps.missing"),
                cell: ({ id, unreached }) => (
                  <>
                    {names.fact(id)}
                    <span className={classes.effect}>{t(unreached ? "gaps.unreached" : "gaps.blocks")}</span>
                  </>
                ),
              },
              {
                id: "bar",
                title: t("gaps.freed"),
                kind: "bar",
                cell: ({ freed, unreached }) => <Bar parts={[{ value: freed.eur ?? 0, color: unreached ? "attention" : "unknown" }]} of={most} />,
              },
              {
                id: "freed",
                title: t("gaps.freed"),
                help: blocking?.freed.id,
                kind: "number",
                cell: ({ freed }) => <CountAndWorth figure={freed} />,
              },
              {
                id: "machines",
                title: t("gaps.concerned"),
                help: blocking?.machines.id,
                kind: "number",
                cell: ({ machines }) => <CountAndWorth figure={machines} />,
              },
            ]}
            details={{ of: (gap) => <GapDetails gap={gap} /> }}
          />
        </>
      )}
      <Together />
    </Section>
  );
}
