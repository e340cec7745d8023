import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

/** Goes to the chapter that the address names, once it is there: it comes after the page. */
export function useAnchor(): void {
  const hash = useRouterState({ select: (state) => state.location.hash });
  useEffect(() => {
    if (hash !== "") document.getElementById(hash)?.scrollIntoView();
  }, [hash]);
}
