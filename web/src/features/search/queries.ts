import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { SearchItem } from "../../api/contract";

type FoundKind = "machine" | "customer" | "contract" | "part" | "person" | "component";

interface FoundGroup {
  kind: FoundKind;
  total: number;
  items: SearchItem[];
}

export const SHORTEST = 2;

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    enabled: text.length >= SHORTEST,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get<{ groups: FoundGroup[] }>("/search", { q: text }, signal)).groups,
  });
