import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Job } from "../../api/contract";
import { useMay } from "../../api/session";

/** Starts a run of the triggers over the machine files as they are now; null where the account may not. */
export function useDecide(): (() => void) | null {
  const may = useMay();
  const { mutate } = useMutation({ mutationFn: () => api.post<Job>("/runs", {}) });
  return may("decide") ? () => mutate() : null;
}
