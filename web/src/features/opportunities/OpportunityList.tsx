import { Group, Pagination, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { OpportunityCards } from "./OpportunityCards";
import { OpportunityTable } from "./OpportunityTable";
import { type OpportunityPage, pageOf, ROWS } from "./queries";
import { useFilters } from "./useFilters";

interface Props {
  page: OpportunityPage;
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

export function OpportunityList({ page, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const { search, set } = useFilters();
  const phone = useMediaQuery("(max-width: 48em)");
  const Rows = phone ? OpportunityCards : OpportunityTable;
  const turn = (to: number) => {
    set({ page: to === 1 ? undefined : String(to) });
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      <Rows rows={page.items} selected={selected} onSelect={onSelect} onMove={onMove} />
      <Group justify="space-between" mt="sm" gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {t("list.range", {
            from: format.number(page.offset + 1),
            to: format.number(page.offset + page.items.length),
            total: format.number(page.total),
          })}
        </Text>
        {page.total > ROWS && (
          <Pagination
            size="sm"
            total={Math.ceil(page.total / ROWS)}
            value={pageOf(search)}
            onChange={turn}
            siblings={phone ? 0 : 1}
            aria-label={t("list.pages")}
            getItemProps={(number) => ({ "aria-label": t("list.page_of", { page: format.number(number) }) })}
            getControlProps={(control) => ({ "aria-label": t(control === "next" ? "list.next" : "list.previous") })}
          />
        )}
      </Group>
    </>
  );
}
