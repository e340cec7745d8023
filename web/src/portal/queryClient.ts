import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client";

// An answer is an answer; only an unreachable or failing server is worth asking again.
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 20_000, retry: worthRetrying, retryDelay: (attempt) => 400 * 2 ** attempt } },
});
