import { Checkbox, Text } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MatchRow } from "../../api/contract";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import classes from "./Queue.module.css";
import { likelihood } from "./likelihood";
import { nameOf, pairSearch } from "./pairs";

interface Props {
  row: MatchRow;
  current: boolean;
  phone: boolean;
  picked: boolean;
  onPick?: (on: boolean) => void;
}

/** One pair of the queue: both serial numbers, whose they are, how likely and what hangs on it. */
export function QueueItem({ row, current, phone, picked, onPick }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current && !phone) item.current?.scrollIntoView({ block: "nearest" });
  }, [current, phone]);
  const beside =
    row.about === "customer"
      ? [row.kept, row.joined].map(({ customer_number: number, city }) => [number, city].filter((text) => text !== null).join(", ")).filter((text) => text !== "")
      : [row.kept.customer_name, row.joined.customer_name].filter((name) => name !== null);
  const said = [...new Set(beside)];
  return (
    <li ref={item} className={classes.item} data-current={current || undefined}>
      {onPick && (
        <Checkbox
          size="xs"
          className={classes.pick}
          checked={picked}
          onChange={(event) => onPick(event.currentTarget.checked)}
          aria-label={t("queue.pick", { names: nameOf(row) })}
        />
      )}
      <Link
        from="/matches"
        to="/matches"
        search={(before) => ({ ...before, ...pairSearch(row) })}
        replace={!phone}
        resetScroll={phone}
        preload={false}
        className={classes.open}
        aria-current={current || undefined}
      >
        <span className={classes.serials}>
          <span>{row.kept.name}</span>
          <span>{row.joined.name}</span>
        </span>
        <span className={classes.stake}>
          <Text span inherit fw={600}>
            {likelihood(row.probability, format)}
          </Text>
          <Text span size="sm">
            <Money value={row.value_eur} />
          </Text>
        </span>
        <Text span size="sm" c="dimmed" className={classes.customer}>
          {said.length > 0 ? said.join(" / ") : t(row.about === "customer" ? "no_place" : "no_customer")}
        </Text>
        {row.later && (
          <Text span size="sm" className={classes.later}>
            <IconClockPause size={14} stroke={1.8} aria-hidden />
            {t("queue.is_later")}
          </Text>
        )}
      </Link>
    </li>
  );
}
