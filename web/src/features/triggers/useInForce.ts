import { useQuery } from "@tanstack/react-query";
import type { TriggerVersionFull } from "../../api/contract";
import { versionQuery, versionsQuery } from "./queries";

/** The version of a trigger that is in force, unless it is `but`; undefined where there is none or it is on its way. */
export function useInForce(id: string | null, but?: number): TriggerVersionFull | undefined {
  const versions = useQuery({ ...versionsQuery(id ?? ""), enabled: id !== null }).data;
  const version = versions?.find((of) => of.state === "active" && of.version !== but)?.version;
  return useQuery({ ...versionQuery(id ?? "", version ?? 0), enabled: id !== null && version !== undefined }).data;
}
