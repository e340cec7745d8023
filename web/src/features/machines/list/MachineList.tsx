import { Button, Skeleton, Stack } from "@mantine/core";
import { IconBuildingFactory2, IconFilterOff } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MachineRow, Page } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { ButtonLink } from "../../../components/ButtonLink";
import { EmptyState } from "../../../components/EmptyState";
import { ErrorState } from "../../../components/ErrorState";
import { isFiltered, type MachineSearch } from "../search";
import type { ColumnId } from "./columnIds";
import { MachineCards } from "./MachineCards";
import { MachineTable } from "./MachineTable";
import { useLastTotal } from "./useLastTotal";

interface Props {
  search: MachineSearch;
  /** The first rows of the search that is asked for; they tell the total. */
  first: UseQueryResult<Page<MachineRow>>;
  stale: boolean;
  columns: readonly ColumnId[];
  phone: boolean;
  onSort: (sort: string) => void;
  onClear: () => void;
}

/** The machines as a table, or as cards at phone width; or what stands there instead. */
export function MachineList({ search, first, stale, columns, phone, onSort, onClear }: Props) {
  const { t } = useTranslation("machines");
  const { t: common } = useTranslation("components");
  const may = useMay();
  // While the next rows are on their way, those before stay, and with them their number.
  const total = useLastTotal(first.data?.total);

  if (first.error && !first.data) return <ErrorState error={first.error} onRetry={() => void first.refetch()} />;
  if (total === undefined) {
    return (
      <Stack gap={phone ? 8 : 2} role="status" aria-label={common("loading")}>
        {Array.from({ length: phone ? 6 : 14 }, (_, at) => (
          <Skeleton key={at} h={phone ? 128 : 38} radius="sm" />
        ))}
      </Stack>
    );
  }
  if (total === 0) {
    return isFiltered(search) ? (
      <EmptyState
        icon={IconFilterOff}
        title={t("empty.filtered")}
        action={
          <Button variant="default" onClick={onClear}>
            {t("filter.clear")}
          </Button>
        }
      >
        {t("empty.filtered_text")}
      </EmptyState>
    ) : (
      <EmptyState
        icon={IconBuildingFactory2}
        title={t("empty.nothing")}
        action={may("import") && <ButtonLink to="/imports">{t("empty.import")}</ButtonLink>}
      >
        {t(may("import") ? "empty.nothing_text" : "empty.nothing_text_reader")}
      </EmptyState>
    );
  }
  return phone ? (
    <MachineCards search={search} total={total} stale={stale} />
  ) : (
    <MachineTable search={search} total={total} columns={columns} stale={stale} onSort={onSort} />
  );
}
