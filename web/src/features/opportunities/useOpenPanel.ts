import { useLocation, useNavigate } from "@tanstack/react-router";
import type { MouseEvent } from "react";

/** Opens an opportunity beside the pipeline (?open=); a new tab gets the full page. */
export function useOpenPanel() {
  const navigate = useNavigate();
  const inPipeline = useLocation({ select: ({ pathname }) => pathname === "/opportunities" });
  const open = (id: string | undefined) =>
    void navigate({ to: "/opportunities", search: (previous) => ({ ...previous, open: id }), resetScroll: false });
  const linkTo = (id: string) =>
    ({
      to: "/opportunities/$id",
      params: { id },
      onClick: (event: MouseEvent) => {
        if (!inPipeline || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        open(id);
      },
    }) as const;
  return { open, linkTo };
}
