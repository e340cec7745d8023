import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "./api/queries";
import type { PortalSession } from "./api/contract";

/** Loaded before any page is shown (layout/Frame), so pages have it at once. */
export function useSession(): PortalSession {
  return useSuspenseQuery(sessionQuery).data;
}
