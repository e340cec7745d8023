import { ActionIcon, Button, Group, Paper, Select, Stack, Switch, Text, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactHours, ContactPolicy, PolicyCountry } from "../../../api/contract";
import { useSession } from "../../../api/session";
import { DayInput } from "../../../components/DayInput";
import { useFormats } from "../../../format/useFormats";
import { daysOf, spans } from "./draft";
import classes from "./Policy.module.css";

const COUNTRIES = ["de", "at", "ch", "it", "other"] as const satisfies readonly PolicyCountry[];
const HALF_HOURS = Array.from({ length: 48 }, (_, at) => `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 === 0 ? "00" : "30"}`);

interface Props {
  hours: ContactHours;
  holidays: ContactPolicy["holidays"];
  isLocked: boolean;
  onChange: (hours: ContactHours) => void;
}

/** At which hours and on which days mail goes out, where the customer is. */
export function HoursCard({ hours, holidays, isLocked, onChange }: Props) {
  const { t } = useTranslation("contact-policy");
  const wrong = hours.from >= hours.until;
  return (
    <Paper p="md" component="section" aria-labelledby="hours">
      <Title order={2} id="hours">
        {t("hours.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw="48rem">
        {t("hours.hint")}
      </Text>
      <Stack gap="md">
        <Group gap="md" align="flex-start">
          <Time label={t("hours.from")} value={hours.from} isLocked={isLocked} onChange={(from) => onChange({ ...hours, from })} />
          <Time label={t("hours.until")} value={hours.until} isLocked={isLocked} error={wrong ? t("hours.wrong") : undefined} onChange={(until) => onChange({ ...hours, until })} />
        </Group>
        <Switch label={t("hours.saturdays")} disabled={isLocked} checked={hours.saturdays} onChange={(event) => onChange({ ...hours, saturdays: event.currentTarget.checked })} />
        <Closed hours={hours} isLocked={isLocked} onChange={onChange} />
        <Holidays holidays={holidays} />
      </Stack>
    </Paper>
  );
}

function Time({ label, value, isLocked, error, onChange }: { label: string; value: string; isLocked: boolean; error?: string; onChange: (time: string) => void }) {
  const times = HALF_HOURS.includes(value) ? HALF_HOURS : [...HALF_HOURS, value].sort();
  return <Select label={label} w={150} searchable allowDeselect={false} readOnly={isLocked} data={times} value={value} error={error} onChange={(time) => time !== null && onChange(time)} />;
}

/** Days of one's own without mail: of the region, of the company. */
function Closed({ hours, isLocked, onChange }: Omit<Props, "holidays">) {
  const { t } = useTranslation("contact-policy");
  const format = useFormats();
  const { today } = useSession();
  const [from, setFrom] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const all = spans(hours.closed);
  const wrong = from !== null && until !== null && until < from;
  const add = () => {
    if (from === null || wrong) return;
    onChange({ ...hours, closed: [...new Set([...hours.closed, ...daysOf(from, until ?? from)])].sort() });
    setFrom(null);
    setUntil(null);
  };
  const said = (span: { from: string; until: string }) => (span.from === span.until ? format.day(span.from) : t("hours.span", { from: format.day(span.from), until: format.day(span.until) }));
  return (
    <div role="group" aria-labelledby="closed">
      <Text fw={500} id="closed">
        {t("hours.closed")}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t("hours.closed_hint")}
      </Text>
      {all.length === 0 && <Text size="sm">{t("hours.none_closed")}</Text>}
      <ul className={classes.days}>
        {all.map((span) => (
          <li key={span.from}>
            {said(span)}
            {!isLocked && (
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("hours.remove", { days: said(span) })} onClick={() => onChange({ ...hours, closed: hours.closed.filter((day) => day < span.from || day > span.until) })}>
                <IconTrash size={14} stroke={1.7} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {!isLocked && (
        <Group gap="sm" align="flex-end" mt="xs">
          <DayInput label={t("hours.first")} w={160} minDate={today} value={from} onChange={setFrom} />
          <DayInput label={t("hours.last")} w={160} minDate={from ?? today} value={until} error={wrong ? t("hours.wrong_span") : undefined} onChange={setUntil} />
          <Button variant="default" disabled={from === null || wrong} onClick={add}>
            {t("hours.add")}
          </Button>
        </Group>
      )}
    </div>
  );
}

/** The public holidays that are known, of a country. */
function Holidays({ holidays }: { holidays: ContactPolicy["holidays"] }) {
  const { t, i18n } = useTranslation("contact-policy");
  const format = useFormats();
  const { today } = useSession();
  const [country, setCountry] = useState<PolicyCountry>("de");
  const name = (id: string) => (i18n.exists(`contact-policy:holiday.${id}`) ? t(`holiday.${id}` as "holiday.new_year") : id);
  const coming = holidays.filter((of) => of.country === country && of.day >= today);
  return (
    <div role="group" aria-labelledby="holidays">
      <Group gap="sm" mb="xs" align="center">
        <Text fw={500} id="holidays">
          {t("hours.holidays")}
        </Text>
        <Select
          aria-label={t("matrix.country")}
          size="xs"
          w={190}
          allowDeselect={false}
          value={country}
          data={COUNTRIES.map((value) => ({ value, label: t(`country.${value}`) }))}
          onChange={(value) => setCountry(COUNTRIES.find((of) => of === value) ?? country)}
        />
      </Group>
      <ul className={classes.days} aria-labelledby="holidays">
        {coming.map(({ day, holiday }) => (
          <li key={day}>
            {format.day(day)}{" "}
            <Text span size="sm" c="dimmed">
              {name(holiday)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
