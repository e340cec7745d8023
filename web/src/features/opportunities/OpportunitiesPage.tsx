import { Button, SegmentedControl, Text } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import type { OpportunityRow, Stage } from "../../api/contract";
import { useMay } from "../../api/session";
import { PageTitle } from "../../components/PageTitle";
import { BoardView } from "./BoardView";
import { focusCard } from "./cardFocus";
import { useChange } from "./changes";
import { FilterBar } from "./FilterBar";
import { filterParameters } from "./filters";
import { HeldLink } from "./HeldLink";
import { ListView } from "./ListView";
import { LostDialog } from "./LostDialog";
import { OpportunityPanel } from "./OpportunityPanel";
import { PipelineSum } from "./PipelineSum";
import { SelectionBar } from "./SelectionBar";
import { useFilters } from "./useFilters";
import { useSelection } from "./useSelection";

export function OpportunitiesPage() {
  const { t } = useTranslation("opportunities");
  const { search, set } = useFilters();
  const may = useMay();
  const { selected, select, clear } = useSelection();
  const [losing, setLosing] = useState<OpportunityRow | null>(null);
  const { mutate: change } = useChange();
  const onMove = useCallback(
    (row: OpportunityRow, stage: Stage) => {
      if (stage === "lost") setLosing(row);
      else change({ row, change: { stage } });
    },
    [change],
  );
  const closeLost = () => {
    if (losing) focusCard(losing.id);
    setLosing(null);
  };
  const shown = { selected, onMove, onSelect: may("work_all") ? select : undefined };
  const view = search.view === "list" ? "list" : "board";

  return (
    <>
      <PageTitle
        title={t("title")}
        beside={<PipelineSum />}
        actions={
          <>
            <HeldLink />
            {may("export") && (
              <Button
                component="a"
                href={apiUrl("/opportunities/export.xlsx", { ...filterParameters(search), sort: search.sort })}
                download
                variant="default"
                aria-label={t("export")}
                px="sm"
              >
                <IconFileSpreadsheet size={18} stroke={1.6} aria-hidden />
                <Text span inherit visibleFrom="sm" ml={6}>
                  {t("export")}
                </Text>
              </Button>
            )}
            <SegmentedControl
              size="sm"
              aria-label={t("view.label")}
              value={view}
              onChange={(value) => set({ view: value === "list" ? "list" : undefined, stage: undefined })}
              data={[
                { value: "board", label: t("view.board") },
                { value: "list", label: t("view.list") },
              ]}
            />
          </>
        }
      />
      <FilterBar />
      {view === "list" ? <ListView {...shown} /> : <BoardView {...shown} />}
      {selected.size > 0 && <SelectionBar selected={selected} onClear={clear} />}
      {losing && <LostDialog row={losing} onClose={closeLost} />}
      <OpportunityPanel />
    </>
  );
}
