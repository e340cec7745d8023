import { useDraggable } from "@dnd-kit/core";
import { Badge, Button, Group, Paper, Text, Title, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { useFormats } from "../../format/useFormats";
import { type Board, type BoardLeftOut, nameOf } from "./board";
import { LimitList } from "./LimitList";
import classes from "./Tours.module.css";
import { useDurations } from "./useDurations";

interface Props {
  board: Board;
  /** Something that is on a tour would fall here, off it. */
  over: boolean;
  busy: string | null;
  onOpen: (visit: Visit) => void;
}

const PART = 20;

/** What is on no tour, each with the limits that exclude it. */
export function NotPlanned({ board, over, busy, onOpen }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const [shown, setShown] = useState(PART);
  const { leftOut } = board;
  return (
    <Paper p="sm" component="section" aria-labelledby="not-planned" data-off className={classes.notPlanned} data-over={over || undefined}>
      <Group gap="xs" mb={4}>
        <Title order={2} size="h3" id="not-planned">
          {t("left.title")}
        </Title>
        <Text c="dimmed">{format.number(leftOut.length, 0)}</Text>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {t(leftOut.length === 0 ? "left.none" : "left.hint")}
      </Text>
      <ul className={classes.left} aria-labelledby="not-planned">
        {leftOut.slice(0, shown).map((left) => (
          <LeftOutItem key={left.visit_id} left={left} board={board} busy={busy === left.visit_id} onOpen={onOpen} />
        ))}
      </ul>
      {shown < leftOut.length && (
        <Button variant="default" size="compact-sm" mt="xs" onClick={() => setShown(shown + PART)}>
          {t("left.more", { number: format.number(Math.min(PART, leftOut.length - shown), 0) })}
        </Button>
      )}
    </Paper>
  );
}

function LeftOutItem({ left, board, busy, onOpen }: { left: BoardLeftOut; board: Board; busy: boolean; onOpen: (visit: Visit) => void }) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const { visit, limits } = left;
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: visit.id });
  const what = [visit.title, visit.machine_type, duration(visit.duration_minutes)].filter(Boolean).join(" · ");
  return (
    <li ref={setNodeRef} className={classes.leftItem} data-dragging={isDragging || busy || undefined} {...listeners}>
      <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
        <UnstyledButton className={classes.leftName} onClick={() => onOpen(visit)}>
          {nameOf(visit)}
        </UnstyledButton>
        <Group gap={4} wrap="nowrap">
          {visit.priority === "urgent" && (
            <Badge color="red" variant="light" radius="sm" tt="none" fw={500}>
              {t("mark.urgent")}
            </Badge>
          )}
          {visit.is_overdue && (
            <Badge color="red" variant="light" radius="sm" tt="none" fw={500}>
              {t("mark.overdue")}
            </Badge>
          )}
        </Group>
      </Group>
      <Text size="xs" c="dimmed">
        {what}
        {visit.due_on && ` · ${t("left.due", { day: format.day(visit.due_on) })}`}
      </Text>
      <LimitList limits={limits} technicianName={board.technicianName} />
    </li>
  );
}
