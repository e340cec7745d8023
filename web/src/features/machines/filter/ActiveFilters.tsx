import { Button, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Facet } from "../../../api/contract";
import { type Filter, FILTERS, LIST_FILTERS, type ListFilter, type MachineSearch, toggled, valuesOf } from "../search";
import { useFilterWords } from "./useFilterWords";

interface Props {
  search: MachineSearch;
  facets: readonly Facet[] | undefined;
  /** Name of the customer the list is limited to, as soon as a row tells it. */
  customerName: string | null;
  onChange: (changes: MachineSearch) => void;
  onClear: () => void;
}

interface Chip {
  filter: Filter;
  value: string;
  /** What takes it away. */
  changes: MachineSearch;
}

function isList(filter: Filter): filter is ListFilter {
  return (LIST_FILTERS as readonly Filter[]).includes(filter);
}

/** One chip a chosen value; a click takes it away. */
export function ActiveFilters({ search, facets, customerName, onChange, onClear }: Props) {
  const { t } = useTranslation("machines");
  const { filterLabel, valueLabel } = useFilterWords(facets);
  const chips = FILTERS.flatMap((filter): Chip[] => {
    const text = search[filter];
    if (text === undefined) return [];
    if (!isList(filter)) {
      const value = filter === "customer" ? (customerName ?? t("filter.one_customer")) : valueLabel(filter, text);
      return [{ filter, value, changes: { [filter]: undefined } }];
    }
    return valuesOf(text).map((value) => ({
      filter,
      value: valueLabel(filter, value),
      changes: { [filter]: toggled(text, value) },
    }));
  });
  if (chips.length === 0) return null;
  return (
    <Group gap={6} role="group" aria-label={t("filter.active")}>
      {chips.map(({ filter, value, changes }) => (
        <Button
          key={`${filter}.${value}`}
          size="compact-sm"
          variant="light"
          fw={500}
          maw="100%"
          rightSection={<IconX size={13} stroke={2} aria-hidden />}
          onClick={() => onChange(changes)}
          aria-label={t("filter.remove", { filter: filterLabel(filter), value })}
        >
          {filterLabel(filter)}: {value}
        </Button>
      ))}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        {t("filter.clear")}
      </Button>
    </Group>
  );
}
