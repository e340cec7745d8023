import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { SearchItem } from "../../api/contract";

/** A machine opens its file, a customer the list of its machines; all else the machine or customer it belongs to. */
export function useGoTo() {
  const navigate = useNavigate();
  return useCallback(
    ({ machine_id, customer_id }: SearchItem) => {
      if (machine_id) void navigate({ to: "/machines/$id", params: { id: machine_id } });
      else if (customer_id) void navigate({ to: "/machines", search: { customer: customer_id } });
    },
    [navigate],
  );
}
