import { Group, Pagination, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconListSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MachineRow, Page } from "../../../api/contract";
import { EmptyState } from "../../../components/EmptyState";
import { useFormats } from "../../../format/useFormats";
import { ReportTable } from "../parts/ReportTable";
import { MACHINES_A_PAGE } from "../queries";
import classes from "./FigureMachines.module.css";
import { useMachineColumns } from "./useMachineColumns";

const route = getRouteApi("/assessment/machines");

interface Props {
  machines: Page<MachineRow>;
  page: number;
  stale: boolean;
}

/** The machines, a page of them; each leads to its file. */
export function FigureMachines({ machines: { items, total, offset }, page, stale }: Props) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const navigate = route.useNavigate();
  const columns = useMachineColumns();
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  if (total === 0) {
    return (
      <EmptyState icon={IconListSearch} title={t("list.none")}>
        {t("list.none_text")}
      </EmptyState>
    );
  }
  const turn = (to: number) => void navigate({ search: (before) => ({ ...before, page: to === 1 ? undefined : String(to) }) });
  const number = (value: number) => format.number(value, 0);
  return (
    <div className={classes.list} data-stale={stale || undefined} aria-busy={stale}>
      <ReportTable label={t("list.label")} rows={items} keyOf={({ id }) => id} columns={columns} />
      <Group justify="space-between" gap="xs" px="md" py="xs">
        <Text size="sm" c="dimmed" role="status">
          {t("list.range", { from: number(offset + 1), to: number(offset + items.length), total: number(total) })}
        </Text>
        {total > MACHINES_A_PAGE && (
          <Pagination
            size="sm"
            total={Math.ceil(total / MACHINES_A_PAGE)}
            value={page}
            onChange={turn}
            siblings={phone ? 0 : 1}
            aria-label={t("list.pages")}
            getItemProps={(at) => ({ "aria-label": t("list.page_of", { page: number(at) }) })}
            getControlProps={(control) => ({ "aria-label": t(control === "next" ? "list.next" : "list.previous") })}
            data-screen-only
          />
        )}
      </Group>
    </div>
  );
}
