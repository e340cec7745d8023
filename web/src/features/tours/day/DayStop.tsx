import { Anchor, Badge, Button, Group, Modal, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconCheck, IconMapPin, IconPhone, IconPlayerPlay, IconTool } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../../components/AnchorLink";
import { type BoardStop, nameOf } from "../board";
import { clock } from "../clock";
import { useDurations } from "../useDurations";
import { useFinishVisit, useStart } from "./changes";
import classes from "./Day.module.css";

interface Props {
  stop: BoardStop;
  number: number;
  /** A day to come can be read, not done. */
  canDo: boolean;
}

/** The map of the telephone opens at these coordinates; with the address where there are none. */
function mapLink({ latitude, longitude, address }: BoardStop["visit"]): string | null {
  if (latitude === null || longitude === null) return address === "" ? null : `geo:0,0?q=${encodeURIComponent(address)}`;
  return `geo:${latitude},${longitude}?q=${encodeURIComponent(address === "" ? `${latitude},${longitude}` : address)}`;
}

/** One stop on a telephone: when, where, whom to call, what to do, and that it is done. */
export function DayStop({ stop, number, canDo }: Props) {
  const { t } = useTranslation("tours");
  const { t: visits } = useTranslation("visits");
  const duration = useDurations();
  const start = useStart();
  const [finishing, setFinishing] = useState(false);
  const { visit } = stop;
  const isDone = visit.state === "done";
  const isMarked = visit.priority === "urgent" || visit.is_overdue || visit.promise !== null || isDone || visit.started;
  const to = mapLink(visit);
  return (
    <Paper component="li" p="md" className={classes.stop} data-done={isDone || undefined} data-started={(visit.started && !isDone) || undefined}>
      <Group justify="space-between" wrap="nowrap" align="baseline" gap="xs">
        <Text fw={700} size="xl" component="p">
          {t("stop.times", { from: clock(stop.begins), until: clock(stop.ends) })}
        </Text>
        <Text size="sm" c="dimmed" className={classes.nowrap}>
          {t("day.stop", { number })}
        </Text>
      </Group>
      <Title order={2} size="h3">
        {nameOf(visit)}
      </Title>
      {isMarked && (
        <Group gap={4} mt={4}>
          {isDone && <Mark color="teal" text={t("mark.done")} />}
          {visit.started && !isDone && <Mark color="petrol" text={visits("state.started")} />}
          {visit.priority === "urgent" && !isDone && <Mark color="red" text={t("mark.urgent")} />}
          {visit.is_overdue && !isDone && <Mark color="red" text={t("mark.overdue")} />}
          {visit.promise !== null && !isDone && (
            <Mark color="petrol" text={visit.promise.begins ? t("day.promised", { at: clock(visit.promise.begins), tolerance: duration(visit.promise.tolerance_minutes) }) : t("mark.promised")} />
          )}
        </Group>
      )}
      <Stack gap={2} mt="xs">
        <Text fw={600}>{visit.title}</Text>
        {visit.note && <Text className={classes.note}>{visit.note}</Text>}
        {visit.skills.length > 0 && (
          <Text size="sm" c="dimmed">
            {t("day.skills", { skills: visit.skills.join(", ") })}
          </Text>
        )}
      </Stack>
      <ul className={classes.links}>
        {visit.address && (
          <li>
            <IconMapPin size={20} stroke={1.6} aria-hidden />
            {to ? (
              <Anchor href={to} className={classes.link}>
                {visit.address}
              </Anchor>
            ) : (
              visit.address
            )}
          </li>
        )}
        {visit.phone && (
          <li>
            <IconPhone size={20} stroke={1.6} aria-hidden />
            <Anchor href={`tel:${visit.phone.replaceAll(/[^+\d]/g, "")}`} className={classes.link}>
              {[visit.contact_name, visit.phone].filter(Boolean).join(", ")}
            </Anchor>
          </li>
        )}
        {!visit.phone && visit.contact_name && (
          <li>
            <IconPhone size={20} stroke={1.6} aria-hidden />
            {visit.contact_name}
          </li>
        )}
        {visit.machine_id !== null && (
          <li>
            <IconTool size={20} stroke={1.6} aria-hidden />
            <AnchorLink to="/machines/$id" params={{ id: visit.machine_id }} className={classes.link}>
              {[visit.serial_number, visit.machine_type].filter(Boolean).join(", ")}
            </AnchorLink>
          </li>
        )}
      </ul>
      {canDo && !isDone && visit.state !== "cancelled" && (
        <Group grow gap="xs" mt="sm">
          {!visit.started && (
            <Button
              size="md"
              variant="default"
              loading={start.isPending}
              leftSection={<IconPlayerPlay size={18} stroke={1.7} aria-hidden />}
              aria-label={t("day.start_label", { name: nameOf(visit) })}
              onClick={() => start.mutate(visit)}
            >
              {t("day.start")}
            </Button>
          )}
          <Button
            size="md"
            variant={visit.started ? "filled" : "default"}
            leftSection={<IconCheck size={18} stroke={1.9} aria-hidden />}
            aria-label={t("day.finish_label", { name: nameOf(visit) })}
            onClick={() => setFinishing(true)}
          >
            {t("day.finish")}
          </Button>
        </Group>
      )}
      {finishing && <FinishDialog stop={stop} onClose={() => setFinishing(false)} />}
    </Paper>
  );
}

function Mark({ color, text }: { color: string; text: string }) {
  return (
    <Badge variant="light" color={color} radius="sm" tt="none" fw={500} size="lg">
      {text}
    </Badge>
  );
}

function FinishDialog({ stop: { visit }, onClose }: { stop: BoardStop; onClose: () => void }) {
  const { t } = useTranslation("tours");
  const finish = useFinishVisit();
  const [note, setNote] = useState("");
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("day.finish_title", { name: nameOf(visit) })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Stack gap="sm">
        <Textarea label={t("day.note")} description={t("day.note_hint")} data-autofocus autosize minRows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <Group grow gap="xs">
          <Button size="md" variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button size="md" loading={finish.isPending} onClick={() => finish.mutate({ visit, note }, { onSuccess: onClose })}>
            {t("day.finish")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
