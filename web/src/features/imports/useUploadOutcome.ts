import { useQuery } from "@tanstack/react-query";
import type { UploadRow } from "../../api/contract";
import { outcomeOf } from "./decisions";
import { uploadQuery } from "./queries";

/** What an upload that asks nothing comes to; undefined while that is on its way. Its row only counts questions, and what cannot be read asks none. */
export function useUploadOutcome({ id, state, questions }: UploadRow): ReturnType<typeof outcomeOf> | undefined {
  const { data, isError } = useQuery({ ...uploadQuery(id), enabled: state === "open" && questions === 0 });
  if (data) return outcomeOf(data);
  return state === "open" && questions === 0 && !isError ? undefined : "ready";
}
