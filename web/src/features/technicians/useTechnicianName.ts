import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useMay } from "../../api/session";
import { techniciansQuery } from "./queries";

/** Names of technicians by their ids, for those who may see them. */
export function useTechnicianName(): (id: string | null | undefined) => string {
  const may = useMay();
  const technicians = useQuery({ ...techniciansQuery, enabled: may("plan_tours") }).data;
  return useCallback((id) => technicians?.find((technician) => technician.id === id)?.name ?? "?", [technicians]);
}
