import { useLayoutEffect } from "react";
import { coloursOf, isColour, type Look, USUAL_LOOK } from "./colours";

/** Gives the whole page the builder's colours. What is no colour is left at the portal's own. */
export function useLook(look: Look | null | undefined): void {
  const primary = look && isColour(look.primary) ? look.primary : USUAL_LOOK.primary;
  const accent = look && isColour(look.accent) ? look.accent : USUAL_LOOK.accent;
  useLayoutEffect(() => {
    for (const [name, colour] of Object.entries(coloursOf({ primary, accent }))) document.documentElement.style.setProperty(name, colour);
  }, [primary, accent]);
}
