import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, rememberCsrfToken } from "../../api/client";
import { sessionQuery } from "../api/queries";
import type { PortalSession } from "../api/contract";

type Proof = { secret: string } | { email: string; password: string };

/** Signs in, and goes where the reader wanted to. */
export function useEnter(next = "/portal") {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (proof: Proof) => api.post<PortalSession>("/portal/session", proof),
    onSuccess: async (session) => {
      rememberCsrfToken(session);
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next, replace: true });
    },
  });
}
