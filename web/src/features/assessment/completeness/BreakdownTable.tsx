import { useTranslation } from "react-i18next";
import type { Breakdown, Category, Figure } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { within } from "../figureId";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { ReportTable } from "../parts/ReportTable";
import type { Column } from "../parts/reportTable";
import { Share } from "../parts/Share";
import { useReport } from "../reportContext";
import { useScopeWords } from "../useScopeWords";

interface Row {
  key: string;
  name: string;
  machines: Figure;
  share: number;
  scope: string;
  /** Missing where groups are summed, which have one share only. */
  categories: Map<Category | null, number>;
}

/** The base by one dimension: the largest groups, and the rest summed until one asks for all. */
export function BreakdownTable({ breakdown: { dimension, groups, chart } }: { breakdown: Breakdown }) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const { result } = useReport().view;
  const words = useScopeWords(result.assumptions.country_groups);
  const categories = result.completeness.categories.flatMap(({ category }) => (category === null ? [] : [category]));
  const rows: Row[] = groups.map((group) => ({
    key: group.scope,
    name: words.value(dimension, group.value),
    machines: group.machines,
    share: group.categories.find(({ category }) => category === null)?.share ?? 1,
    scope: group.scope,
    categories: new Map(group.categories.map(({ category, share }) => [category, share])),
  }));
  const rest: Row = {
    key: "rest",
    name: t("rest_of", { rest: t(`rest.${dimension}`), number: format.number(chart.grouped, 0) }),
    machines: chart.other,
    share: chart.other_share,
    scope: `${dimension}=~other`,
    categories: new Map(),
  };
  const ofCategory = (category: Category): Column<Row> => ({
    id: category,
    title: t(`category_short.${category}`),
    kind: "number",
    cell: (row) => {
      const share = row.categories.get(category);
      return share === undefined ? null : <Share share={share} id={within(`completeness.${category}.incomplete`, row.scope)} />;
    },
  });
  return (
    <ReportTable
      dense
      label={t("completeness.by_dimension", { dimension: t(`dimension.${dimension}`) })}
      rows={rows}
      keyOf={({ key }) => key}
      shown={chart.shown}
      rest={chart.grouped > 0 ? rest : undefined}
      columns={[
        { id: "name", title: t(`dimension.${dimension}`), cell: ({ name }) => name },
        { id: "bar", title: t("completeness.share"), kind: "bar", cell: ({ share }) => <Bar parts={[{ value: share, color: "bar" }]} of={1} /> },
        {
          id: "share",
          title: t("completeness.share"),
          kind: "number",
          cell: ({ share, scope }) => <Share share={share} id={within("completeness.all.incomplete", scope)} />,
        },
        { id: "machines", title: t("column.machines"), kind: "number", cell: (row) => <Count figure={row.machines} /> },
        ...categories.map(ofCategory),
      ]}
    />
  );
}
