import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { notifyError } from "../../components/notifyError";

interface Said {
  device: string;
  /** Serial number of the machine; null: it is none. */
  machine: string | null;
}

/** Says which machine a sender of readings is, or takes that back. */
export function useSenders() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["telemetry"] });
  const path = (device: string) => `/telemetry/senders/${encodeURIComponent(device)}`;
  const assign = useMutation({
    mutationFn: ({ device, machine }: Said) => api.put(path(device), { machine }),
    onError: notifyError,
    onSettled,
  });
  const release = useMutation({ mutationFn: (device: string) => api.delete(path(device)), onError: notifyError, onSettled });
  return { assign, release };
}
