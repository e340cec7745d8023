import { Button, Chip, Group, Paper, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { History, HistoryEvent } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import classes from "./Timeline.module.css";
import { TimelineEvent } from "./TimelineEvent";

interface Props {
  history: History;
  /** The day the machine file stands at; what lies after it is still to come. */
  asOf: string | null;
}

type Kind = HistoryEvent["kind"];

/** Kinds as one thinks of them: the beginning and the end of a contract are one. */
const GROUPS = {
  order: ["order"],
  visit: ["visit"],
  ticket: ["ticket"],
  error: ["error"],
  contract: ["contract_start", "contract_end", "warranty_end", "installed"],
} as const satisfies Record<string, readonly Kind[]>;
type Group = keyof typeof GROUPS;
const GROUP_NAMES = Object.keys(GROUPS) as Group[];

const STEP = 40;

function inGroup(event: HistoryEvent, group: Group): boolean {
  return (GROUPS[group] as readonly Kind[]).includes(event.kind);
}

/** Everything that happened, newest first, year by year. */
export function Timeline({ history, asOf }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const [group, setGroup] = useState<Group | "all">("all");
  const [shown, setShown] = useState(STEP);
  const events = useMemo(
    () => history.events.filter((event) => group === "all" || inGroup(event, group)),
    [history.events, group],
  );
  const present = GROUP_NAMES.filter((name) => history.events.some((event) => inGroup(event, name)));
  const rest = events.length - shown;
  const cut = history.events_total - history.events.length;
  const visible = events.slice(0, shown);
  return (
    <Paper p="md" component="section" aria-labelledby="timeline">
      <Title order={2} id="timeline" size="h3" mb="xs">
        {t("timeline.title")}
      </Title>
      <Chip.Group value={group} onChange={(value) => setGroup(value as Group | "all")}>
        <Group gap={6} mb="sm" role="radiogroup" aria-label={t("timeline.show")}>
          <Chip size="xs" value="all">
            {t("timeline.all")}
          </Chip>
          {present.map((name) => (
            <Chip key={name} size="xs" value={name}>
              {t(`timeline.group.${name}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <ol className={classes.events} aria-live="polite">
        {visible.map((event, at) => {
          const before = visible[at - 1];
          const year = event.on.slice(0, 4);
          return (
            <TimelineEvent
              key={`${event.on}.${event.kind}.${event.title}.${at}`}
              event={event}
              year={before?.on.slice(0, 4) === year ? null : year}
              future={asOf !== null && event.on > asOf}
            />
          );
        })}
      </ol>
      {rest > 0 && (
        <Button variant="default" fullWidth mt="sm" onClick={() => setShown(shown + 3 * STEP)}>
          {t("timeline.more", { count: rest, number: format.number(rest, 0) })}
        </Button>
      )}
      {rest <= 0 && cut > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t("timeline.cut", { shown: format.number(history.events.length, 0), total: format.number(history.events_total, 0) })}
        </Text>
      )}
    </Paper>
  );
}
