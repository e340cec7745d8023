import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TourTarget, Visit } from "../../api/tours";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import { type Board, nameOf } from "./board";
import { clock } from "./clock";
import { tourKey } from "./search";

interface Props {
  board: Board;
  days: readonly string[];
  visit: Visit;
  onMove: (to: TourTarget) => void;
  onClose: () => void;
}

/** The plain way to move a visit, without dragging: who, on which day, after which stop. */
export function MoveDialog({ board, days, visit, onMove, onClose }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const { today } = useSession();
  const now = board.placeOf(visit.id);
  const [technician, setTechnician] = useState<string | null>(now?.technician_id ?? board.technicians[0]?.id ?? null);
  const works = days.filter((day) => day >= today && technician !== null && board.shift(technician, day) !== undefined);
  const [day, setDay] = useState<string | null>(now?.day ?? works[0] ?? null);
  const [position, setPosition] = useState<string | null>(null);
  const onDay = day !== null && works.includes(day) ? day : (works[0] ?? null);
  const others = technician === null || onDay === null ? [] : (board.tours.get(tourKey(technician, onDay))?.stops ?? []).filter((stop) => stop.visit_id !== visit.id);
  // Where it is now, else at the end.
  const usual = now !== null && now.technician_id === technician && now.day === onDay ? now.position : others.length;
  const places = [
    { value: "0", label: t("move.first") },
    ...others.map((stop, at) => ({ value: String(at + 1), label: t("move.after", { time: clock(stop.begins), name: nameOf(stop.visit) }) })),
  ];
  const chosen = position !== null && Number(position) <= others.length ? position : String(usual);
  const submit = () => {
    if (technician !== null && onDay !== null) onMove({ technician_id: technician, day: onDay, position: Number(chosen) });
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("move.title", { name: nameOf(visit) })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Stack gap="sm">
        <Select
          label={t("move.technician")}
          data-autofocus
          allowDeselect={false}
          searchable
          openOnFocus={false}
          value={technician}
          data={board.technicians.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => {
            setTechnician(value);
            setPosition(null);
          }}
        />
        <Select
          label={t("move.day")}
          allowDeselect={false}
          value={onDay}
          error={technician !== null && works.length === 0 ? t("move.no_day") : undefined}
          data={works.map((of) => ({ value: of, label: format.dayFull(of) }))}
          onChange={(value) => {
            setDay(value);
            setPosition(null);
          }}
        />
        <Select label={t("move.position")} allowDeselect={false} value={chosen} data={places} onChange={setPosition} />
        <Text size="sm" c="dimmed">
          {t("move.asks")}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button disabled={technician === null || onDay === null} onClick={submit}>
            {t("move.check")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
