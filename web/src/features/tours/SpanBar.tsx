import { ActionIcon, Button, Group, Select, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Tours } from "../../api/tours";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { daysAfter } from "../../format/formats";
import { useFormats } from "../../format/useFormats";
import { useDayNames } from "./useDayNames";
import { SPANS, type TourSearch, USUAL_DAYS } from "./search";

interface Props {
  search: TourSearch;
  tours: Tours | undefined;
  days: readonly string[];
  onChange: (part: Partial<TourSearch>) => void;
}

/** Which days and whose region; all of it stands in the address. */
export function SpanBar({ search, tours, days, onChange }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const dayNames = useDayNames();
  const { today } = useSession();
  const from = search.from ?? today;
  const span = search.days ?? USUAL_DAYS;
  const spans: number[] = SPANS.some((of) => of === span) ? [...SPANS] : [...SPANS, span].sort((a, b) => a - b);
  const go = (day: string) => onChange({ from: day === today ? undefined : day, day: undefined, tour: undefined });
  const at = search.day === undefined ? -1 : days.indexOf(search.day);
  return (
    <Group gap="sm" mb="sm" role="search" aria-label={t("span.label")}>
      <Group gap={4} wrap="nowrap">
        <ActionIcon variant="default" size="input-sm" aria-label={t("span.earlier")} onClick={() => go(daysAfter(from, -span))}>
          <IconChevronLeft size={18} stroke={1.7} />
        </ActionIcon>
        <DayInput aria-label={t("span.from")} w={140} clearable={false} value={from} onChange={(day) => day && go(day)} />
        <ActionIcon variant="default" size="input-sm" aria-label={t("span.later")} onClick={() => go(daysAfter(from, span))}>
          <IconChevronRight size={18} stroke={1.7} />
        </ActionIcon>
      </Group>
      <Select
        aria-label={t("span.days")}
        w={130}
        allowDeselect={false}
        value={String(span)}
        data={spans.map((of) => ({ value: String(of), label: t("span.days_of", { count: of, number: format.number(of, 0) }) }))}
        onChange={(value) => onChange({ days: Number(value) === USUAL_DAYS ? undefined : Number(value), day: undefined })}
      />
      {tours && tours.regions.length > 0 && (
        <Select
          aria-label={t("span.region")}
          w={170}
          allowDeselect={false}
          value={search.region ?? ""}
          data={[{ value: "", label: t("span.all_regions") }, ...tours.regions.map((region) => ({ value: region, label: region }))]}
          onChange={(region) => onChange({ region: region === null || region === "" ? undefined : region })}
        />
      )}
      {search.day !== undefined && days.length > 1 && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="default" size="input-sm" aria-label={t("span.day_before")} disabled={at <= 0} onClick={() => onChange({ day: days[at - 1] })}>
            <IconChevronLeft size={18} stroke={1.7} />
          </ActionIcon>
          <Text fw={600} role="status" px={4}>
            {dayNames.short(search.day)}
          </Text>
          <ActionIcon variant="default" size="input-sm" aria-label={t("span.day_after")} disabled={at < 0 || at >= days.length - 1} onClick={() => onChange({ day: days[at + 1] })}>
            <IconChevronRight size={18} stroke={1.7} />
          </ActionIcon>
          <Button variant="light" ml="xs" onClick={() => onChange({ day: undefined })}>
            {t("span.all_days")}
          </Button>
        </Group>
      )}
    </Group>
  );
}
