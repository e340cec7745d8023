import { useSuspenseQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Permission, Session } from "./contract";
import { sessionQuery } from "./queries";

/** The session is loaded before any page is shown (app/SessionGate), so pages have it at once. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** `const may = useMay(); may("work")` */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return useCallback((permission) => permissions.includes(permission), [permissions]);
}
