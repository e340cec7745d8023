import { useEffect, useState } from "react";
import { SECTIONS, type SectionId } from "./sections";

/** The chapter one reads: the last whose beginning has passed the upper third of the window. */
export function useSectionInSight(): SectionId {
  const [inSight, setInSight] = useState<SectionId>("cover");
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const line = window.innerHeight / 3;
      const passed = SECTIONS.filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) <= line);
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
      setInSight((atEnd && window.scrollY > 0 ? SECTIONS.at(-1) : passed.at(-1)) ?? "cover");
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    window.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("resize", onScroll);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", onScroll);
      window.removeEventListener("resize", onScroll);
    };
  }, []);
  return inSight;
}
