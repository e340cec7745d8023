import { type RefObject, useEffect, useRef } from "react";

/** Refs for a scrolling frame and the marked thing in it: the frame, and only the frame, scrolls until it is in the middle. */
export function useMarkedInView<Marked extends HTMLElement>(): [RefObject<HTMLDivElement | null>, RefObject<Marked | null>] {
  const frame = useRef<HTMLDivElement>(null);
  const marked = useRef<Marked>(null);
  useEffect(() => {
    if (!frame.current || !marked.current) return;
    // scrollIntoView would move the page and the drawer as well.
    const around = frame.current.getBoundingClientRect();
    const place = marked.current.getBoundingClientRect();
    frame.current.scrollTop += place.top - around.top - (around.height - place.height) / 2;
    frame.current.scrollLeft += place.left - around.left - (around.width - place.width) / 2;
  }, []);
  return [frame, marked];
}
