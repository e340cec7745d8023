import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MachineSearch } from "../search";
import { MachineCard } from "./MachineCard";
import classes from "./MachineCards.module.css";
import { useMachineWindow } from "./useMachineWindow";
import { WindowError } from "./WindowError";

interface Props {
  search: MachineSearch;
  total: number;
  stale: boolean;
}

const USUAL_HEIGHT = 136;

/** The installed base at phone width: a card a machine; the page itself scrolls. */
export function MachineCards({ search, total, stale }: Props) {
  const { t } = useTranslation("machines");
  const list = useRef<HTMLUListElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (list.current) setMargin(list.current.getBoundingClientRect().top + window.scrollY);
  }, [search]);

  const virtualizer = useWindowVirtualizer({ count: total, estimateSize: () => USUAL_HEIGHT, overscan: 6, gap: 8, scrollMargin: margin });
  const items = virtualizer.getVirtualItems();
  const machines = useMachineWindow(search, items[0]?.index ?? 0, items.at(-1)?.index ?? 0, total);

  return (
    <>
      <ul
        ref={list}
        className={classes.list}
        style={{ height: virtualizer.getTotalSize() }}
        data-stale={stale || undefined}
        aria-label={t("table.label")}
        aria-busy={stale}
      >
        {items.map((item) => {
          const position = machines.positionOf(item.index);
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={classes.item}
              style={{ transform: `translateY(${item.start - margin}px)` }}
              aria-setsize={total}
              aria-posinset={item.index + 1}
            >
              <MachineCard machine={position === undefined ? undefined : machines.rows[position]} />
            </li>
          );
        })}
      </ul>
      {machines.error && <WindowError error={machines.error} onRetry={machines.retry} />}
    </>
  );
}
