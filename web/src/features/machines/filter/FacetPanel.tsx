import { Skeleton, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Facet } from "../../../api/contract";
import { Loaded } from "../../../components/Loaded";
import { inFieldChosen, inFieldOf, LIST_FILTERS, type ListFilter, type MachineSearch } from "../search";
import { FacetGroup } from "./FacetGroup";
import { RangeFilters } from "./RangeFilters";
import { useFilterWords } from "./useFilterWords";

interface Props {
  query: UseQueryResult<Facet[]>;
  search: MachineSearch;
  onChange: (changes: MachineSearch) => void;
}

/** What decides stands first, what only describes last. */
const ORDER: readonly string[] = ["trigger", "contract", "warranty", "machine_type", "product_family", "country", "manufacturer", "in_field"];

function isListFilter(field: string): field is ListFilter {
  return (LIST_FILTERS as readonly string[]).includes(field);
}

function rank(facet: Facet): number {
  const at = ORDER.indexOf(facet.field);
  return at < 0 ? ORDER.length : at;
}

export function FacetPanel({ query, search, onChange }: Props) {
  const { filterLabel, valueLabel } = useFilterWords(query.data);
  return (
    <Stack gap="md">
      <Loaded
        query={query}
        skeleton={
          <Stack gap="md">
            {[5, 4, 6].map((lines, at) => (
              <Stack key={at} gap={8}>
                <Skeleton h={12} w="40%" />
                {Array.from({ length: lines }, (_, line) => (
                  <Skeleton key={line} h={10} w={`${90 - line * 8}%`} />
                ))}
              </Stack>
            ))}
          </Stack>
        }
      >
        {(facets) =>
          [...facets]
            .sort((a, b) => rank(a) - rank(b))
            .map((facet) => {
              const { field } = facet;
              if (!isListFilter(field)) return null;
              return (
                <FacetGroup
                  key={field}
                  facet={field === "country" ? { ...facet, values: facet.values.map((entry) => ({ ...entry, label: valueLabel(field, entry.value) })) } : facet}
                  label={filterLabel(field)}
                  chosen={field === "in_field" ? inFieldChosen(search.in_field) : search[field]}
                  labelOf={(value) => valueLabel(field, value)}
                  onChange={(chosen) => onChange({ [field]: field === "in_field" ? inFieldOf(chosen) : chosen })}
                />
              );
            })
        }
      </Loaded>
      <RangeFilters search={search} onChange={onChange} />
    </Stack>
  );
}
