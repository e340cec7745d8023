import { MutationCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client";
import { notifyError } from "../components/notifyError";

declare module "@tanstack/react-query" {
  interface Register {
    /** `meta: { quiet: true }` on a mutation: the caller shows the error itself. */
    mutationMeta: { quiet?: boolean };
  }
}

// An answer is an answer; only an unreachable or failing server is worth asking again.
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: worthRetrying, retryDelay: (attempt) => 400 * 2 ** attempt, refetchOnWindowFocus: false },
  },
  mutationCache: new MutationCache({
    onError: (error, _variables, _onMutateResult, mutation) => {
      if (!mutation.meta?.quiet) notifyError(error);
    },
  }),
});
