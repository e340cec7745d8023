import { VisuallyHidden } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchRow, PairVerdict } from "../../api/contract";
import { useMay } from "../../api/session";
import { BulkDialog } from "./BulkDialog";
import { lastOf } from "./choices";
import classes from "./Matches.module.css";
import { choose, noteGone, undoLast, useOutbox } from "./outbox";
import { PairView } from "./PairView";
import { nameOf } from "./pairs";
import { pairQuery } from "./queries";
import { QueueEmpty } from "./QueueEmpty";
import { QueuePanel } from "./QueuePanel";
import { SelectionBar } from "./SelectionBar";
import { useCurrent } from "./useCurrent";
import { useKeys } from "./useKeys";
import { usePairs } from "./usePairs";
import type { useQueue } from "./useQueue";

interface Props {
  about: MatchAbout;
  queue: ReturnType<typeof useQueue>;
  phone: boolean;
}

/** The queue, and beside it the pair that is open. On a phone one after the other. */
export function QueueView({ about, queue, phone }: Props) {
  const { t } = useTranslation("matches");
  const client = useQueryClient();
  const mayDecide = useMay()("match");
  const { rows, isDecided, query } = queue;
  const { current, at, open } = useCurrent(about, rows, isDecided, phone);
  const { picked, pick, replace } = usePairs(isDecided);
  const [asked, setAsked] = useState<"same" | "different" | null>(null);
  const [said, setSaid] = useState("");
  const [keys, setKeys] = useLocalStorage({ key: "instand.matches.keys", defaultValue: true });
  const last = lastOf(useOutbox());

  // The next pairs are there when they are come to, and the list goes on before its end is reached.
  useEffect(() => {
    if (at < 0) return;
    for (const { kept, joined } of rows.slice(at + 1, at + 3)) void client.prefetchQuery(pairQuery(about, kept.number, joined.number));
  }, [client, about, rows, at]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (rows.length - at < 10 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [rows.length, at, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const step = (by: 1 | -1) => {
    const row = rows[at + by] ?? (at < 0 ? rows[0] : undefined);
    if (row) open(row);
  };
  const decide = (verdict: PairVerdict) => {
    // Nobody decides on what is not on the screen yet.
    const pair: MatchRow | undefined = current === null ? undefined : client.getQueryData(pairQuery(about, current.kept, current.joined).queryKey);
    if (!mayDecide || pair === undefined) return;
    open(at < 0 ? rows[0] : (rows[at + 1] ?? rows[at - 1]));
    if (verdict === "later" && pair.later) return;
    choose([pair], verdict);
    setSaid(t(`said.${verdict}`, { names: nameOf(pair) }));
  };
  const undo = () => {
    if (!mayDecide || !last) return;
    const [first] = undoLast() ?? [];
    if (first) open(first);
    setSaid(t(first ? "said.undone" : "said.undoing"));
  };
  const actions = { same: () => decide("same"), different: () => decide("different"), later: () => decide("later"), undo, step };
  useKeys(actions, keys && asked === null);
  const decideAll = (all: readonly MatchRow[], verdict: "same" | "different") => {
    choose(all, verdict);
    replace([]);
    setAsked(null);
    setSaid(t("said.many", { count: all.length }));
  };

  const heard = <VisuallyHidden role="status">{said}</VisuallyHidden>;
  if (rows.length === 0 && current === null && !hasNextPage) {
    return (
      <>
        <QueueEmpty about={about} queue={queue.last} onUndo={last && mayDecide ? undo : undefined} />
        {heard}
      </>
    );
  }
  return (
    <>
      <div className={classes.two}>
        {!(phone && current) && (
          <QueuePanel about={about} queue={queue} current={current?.key} phone={phone} picked={picked} onPick={mayDecide ? pick : undefined} keys={keys} onKeys={setKeys} />
        )}
        {current && (
          <PairView
            key={phone ? "phone" : "wide"}
            about={about}
            current={current}
            place={at < 0 ? null : { at, of: queue.total }}
            actions={actions}
            keys={keys}
            phone={phone}
            canUndo={last !== undefined}
            onClose={() => open(undefined)}
            onGone={() => noteGone(current.key)}
          />
        )}
      </div>
      {picked.size > 0 && <SelectionBar count={picked.size} onAsk={setAsked} onClear={() => replace([])} />}
      {asked && <BulkDialog about={about} rows={[...picked.values()]} verdict={asked} onClose={() => setAsked(null)} onConfirm={decideAll} />}
      {heard}
    </>
  );
}
