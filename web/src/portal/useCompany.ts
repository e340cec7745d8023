import { useQuery } from "@tanstack/react-query";
import { themeQuery } from "./api/queries";

/** The builder's name; empty until it is known, and where none is set. */
export function useCompany(): string {
  return useQuery(themeQuery).data?.company_name ?? "";
}
