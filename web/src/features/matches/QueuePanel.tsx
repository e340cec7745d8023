import { Button, Paper, ScrollArea, Switch, Text, Title } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Queue.module.css";
import { contextOf, keyOfRow } from "./pairs";
import { QueueHead } from "./QueueHead";
import { QueueItem } from "./QueueItem";
import { SkippedBlocks } from "./SkippedBlocks";
import type { useQueue } from "./useQueue";

interface Props {
  about: MatchAbout;
  queue: ReturnType<typeof useQueue>;
  current: string | undefined;
  phone: boolean;
  picked: ReadonlyMap<string, MatchRow>;
  /** Where the account may decide. */
  onPick?: (rows: readonly MatchRow[], on: boolean) => void;
  keys: boolean;
  onKeys: (on: boolean) => void;
}

/** What waits, best first. */
export function QueuePanel({ about, queue, current, phone, picked, onPick, keys, onKeys }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const id = useId();
  const { rows, total, later, last, query } = queue;
  return (
    <Paper component="section" className={classes.queue} aria-labelledby={id} data-queue>
      <div className={classes.queueHead}>
        <Title order={2} id={id} size="h3">
          {t("queue.waiting", { count: total, number: format.number(total, 0) })}
        </Title>
        {later > 0 && (
          <Text size="sm" c="dimmed">
            {t("queue.later", { count: later, number: format.number(later, 0) })}
          </Text>
        )}
        <QueueHead about={about} rows={rows} picked={picked} onPick={onPick} />
      </div>
      <ScrollArea.Autosize mah={phone ? undefined : "max(14rem, calc(100dvh - 28rem))"} viewportProps={{ tabIndex: -1 }}>
        <ul className={classes.list}>
          {rows.map((row) => (
            <QueueItem
              key={keyOfRow(row)}
              row={row}
              current={keyOfRow(row) === current}
              phone={phone}
              picked={picked.has(keyOfRow(row))}
              onPick={onPick && ((on) => onPick([row], on))}
            />
          ))}
        </ul>
        {query.hasNextPage && (
          <Button variant="subtle" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("queue.more")}
          </Button>
        )}
      </ScrollArea.Autosize>
      <div className={classes.queueFoot}>
        {!phone && onPick && <Switch size="xs" checked={keys} onChange={(event) => onKeys(event.currentTarget.checked)} label={t("queue.keys")} />}
        {last && (
          <Text size="xs" c="dimmed">
            {t("queue.compared", { context: contextOf(about), pairs: format.number(last.compared, 0), records: format.number(last.records, 0) })}
          </Text>
        )}
        {last && last.skipped.length > 0 && <SkippedBlocks skipped={last.skipped} />}
      </div>
    </Paper>
  );
}
