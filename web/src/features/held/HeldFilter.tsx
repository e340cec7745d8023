import { Group, Pill, Select, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { HeldHit, Page } from "../../api/contract";
import { useSumText } from "../../components/useSumText";
import { useFormats } from "../../format/useFormats";
import { HOLD_REASONS, type HeldSearch } from "./search";

const route = getRouteApi("/opportunities/held");

interface Props {
  /** undefined while it is on its way */
  page: Page<HeldHit> | undefined;
}

/** For which reason and of which customer, how many that leaves and what they are worth. */
export function HeldFilter({ page }: Props) {
  const { t } = useTranslation("held");
  const format = useFormats();
  const sum = useSumText();
  const { reason, customer } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: HeldSearch) => void navigate({ search: (previous) => ({ ...previous, page: undefined, ...change }), replace: true, resetScroll: false });
  const customerName = page?.items.find(({ machine }) => machine.customer_id === customer)?.machine.customer_name ?? t("filter.customer");
  const items = page?.items ?? [];
  const value = items.reduce((sum, hit) => sum + (hit.value_eur ?? 0), 0);
  const number = (count: number) => format.number(count, 0);
  return (
    <Group gap="sm" mb="sm" component="section" aria-label={t("filter.label")}>
      <Select
        aria-label={t("filter.reason")}
        w={240}
        value={reason ?? ""}
        allowDeselect={false}
        data={[{ value: "", label: t("filter.all_reasons") }, ...HOLD_REASONS.map((of) => ({ value: of, label: t(`reason.${of}`) }))]}
        onChange={(chosen) => set({ reason: HOLD_REASONS.find((of) => of === chosen) })}
      />
      {customer !== undefined && (
        <Pill
          size="lg"
          withRemoveButton
          onRemove={() => set({ customer: undefined })}
          removeButtonProps={{ "aria-label": t("filter.remove", { label: customerName }), "aria-hidden": false, tabIndex: 0 }}
        >
          {customerName}
        </Pill>
      )}
      <Text c="dimmed" role="status" aria-label={t("filter.sum")}>
        {page && t("sum", { count: page.total, number: number(page.total), value: sum(value, page.total) })}
        {page && page.total > items.length && ` ${t("sum_part", { count: items.length, number: number(items.length) })}`}
      </Text>
    </Group>
  );
}
