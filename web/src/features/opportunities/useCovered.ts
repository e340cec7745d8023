import { type RefObject, useEffect, useRef } from "react";

const SAME_KEY_MS = 60;

/** Whether something lies over the panel. One press of Escape closes one thing: what it has just closed still counts for a moment. */
export function useCovered(covered: boolean): RefObject<boolean> {
  const now = useRef(covered);
  useEffect(() => {
    if (covered) {
      now.current = true;
      return undefined;
    }
    const timer = window.setTimeout(() => {
      now.current = false;
    }, SAME_KEY_MS);
    return () => window.clearTimeout(timer);
  }, [covered]);
  return now;
}
