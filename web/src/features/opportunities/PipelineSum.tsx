import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSumText } from "../../components/useSumText";
import { useFormats } from "../../format/useFormats";
import { boardQuery, listQuery } from "./queries";
import { isClosed } from "./stages";
import { useFilters } from "./useFilters";

/** How many opportunities the filters leave, and what they are worth: open ones on the board, all in the list. */
export function PipelineSum() {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const sumText = useSumText();
  const { search } = useFilters();
  const list = search.view === "list";
  const board = useQuery({ ...boardQuery(search), enabled: !list }).data;
  const page = useQuery({ ...listQuery(search), enabled: list }).data;
  const open = board?.columns.filter((column) => !isClosed(column.stage)) ?? [];
  const sum = list
    ? page && { count: page.total, value: page.value_eur }
    : board && {
        count: open.reduce((total, column) => total + column.total, 0),
        value: open.reduce((total, column) => total + column.value_eur, 0),
      };
  return (
    <Text c="dimmed" role="status">
      {sum &&
        t("count_value", {
          sum: t(list ? "count" : "open_count", { count: sum.count, number: format.number(sum.count) }),
          value: sumText(sum.value, sum.count),
        })}
    </Text>
  );
}
