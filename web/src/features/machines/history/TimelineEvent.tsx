import { Badge, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconFileCheck,
  IconFileX,
  type Icon,
  IconMessageCircle,
  IconPackage,
  IconPlayerPlay,
  IconShieldX,
  IconTool,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { HistoryEvent } from "../../../api/contract";
import { Money } from "../../../components/Money";
import { SourceLink } from "../../../components/SourceLink";
import { useFormats } from "../../../format/useFormats";
import classes from "./Timeline.module.css";

interface Props {
  event: HistoryEvent;
  /** The year where a new one begins. */
  year: string | null;
  /** Not yet happened: the end of a running contract. */
  future: boolean;
}

const ICONS: Record<HistoryEvent["kind"], Icon> = {
  installed: IconPlayerPlay,
  contract_start: IconFileCheck,
  contract_end: IconFileX,
  warranty_end: IconShieldX,
  order: IconPackage,
  visit: IconTool,
  ticket: IconMessageCircle,
  error: IconAlertTriangle,
};

export function TimelineEvent({ event, year, future }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const Icon = ICONS[event.kind];
  return (
    <li className={classes.event} data-year={year ?? undefined}>
      {year && <span className={classes.year}>{year}</span>}
      <span className={classes.icon} data-critical={event.critical || undefined} data-future={future || undefined}>
        <Icon size={15} stroke={1.7} aria-hidden />
      </span>
      <div className={classes.said}>
        <Text size="sm" c="dimmed">
          <time dateTime={event.on}>{format.day(event.on)}</time> · {t(`timeline.kind.${event.kind}`)}
          {future && ` · ${t("timeline.future")}`}
        </Text>
        <Text>
          {event.count > 1 && (
            <Text span fw={600}>
              {t("timeline.times", { number: format.number(event.count, 0) })}{" "}
            </Text>
          )}
          {event.title}
          {event.critical && (
            <Badge ml={6} size="sm" radius="sm" variant="outline" color="red" tt="none" className={classes.critical}>
              {t("plot.critical")}
            </Badge>
          )}
        </Text>
        {event.detail && (
          <Text size="sm" c="dimmed">
            {event.detail}
          </Text>
        )}
        {event.source && <SourceLink place={event.source} />}
      </div>
      {event.amount !== null && (
        <Text size="sm" className={classes.amount}>
          <Money value={event.amount} currency={event.currency} />
        </Text>
      )}
    </li>
  );
}
