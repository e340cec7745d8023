import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { cellQuery } from "../../api/queries";
import { NotFound } from "../../components/NotFound";
import { PageTitle } from "../../components/PageTitle";
import { cellName } from "./cellName";
import { SourceView } from "./SourceView";

const route = getRouteApi("/source/$table/$row/$column");

export function SourcePage() {
  const { t } = useTranslation("source");
  const { table, row, column } = route.useParams();
  const address = { table: Number(table), row: Number(row), column: Number(column) };
  const valid = Object.values(address).every((number) => Number.isInteger(number) && number >= 0);
  const { data } = useQuery({ ...cellQuery(address), enabled: valid });
  if (!valid) return <NotFound />;
  const name = data && cellName(data);
  const fileName = data?.file.split("/").at(-1);
  return (
    <>
      <PageTitle
        title={fileName ? t("title_of", { file: fileName }) : t("title")}
        subtitle={data && [data.sheet, name ?? t("page_number", { page: data.page })].filter(Boolean).join(" · ")}
      />
      <SourceView key={`${table}.${row}.${column}`} address={address} />
    </>
  );
}
