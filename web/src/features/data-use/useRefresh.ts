import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** What is entered shows at once; what follows from it comes with the end of the decision, by events. */
export function useRefresh() {
  const client = useQueryClient();
  return useCallback(async () => {
    await Promise.all([client.invalidateQueries({ queryKey: ["data-use"] }), client.invalidateQueries({ queryKey: ["policy"] })]);
  }, [client]);
}
