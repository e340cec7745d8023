import { ActionIcon, Button, Fieldset, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DayInput } from "../../components/DayInput";

/** Days away while they are written. */
export interface WrittenAbsence {
  from: string | null;
  until: string | null;
}

export function isWrong({ from, until }: WrittenAbsence): boolean {
  return from === null || until === null || until < from;
}

interface Props {
  absences: readonly WrittenAbsence[];
  tried: boolean;
  onChange: (absences: WrittenAbsence[]) => void;
}

/** Days on which a technician does not work. Why is nobody's business here. */
export function AbsenceFields({ absences, tried, onChange }: Props) {
  const { t } = useTranslation("technicians");
  const change = (index: number, part: Partial<WrittenAbsence>) => onChange(absences.map((absence, at) => (at === index ? { ...absence, ...part } : absence)));
  return (
    <Fieldset legend={t("absence.legend")} p="sm">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t("absence.hint")}
        </Text>
        {absences.map((absence, index) => (
          <Group key={index} gap="xs" align="flex-start">
            <DayInput
              aria-label={t("absence.from", { number: index + 1 })}
              w={160}
              clearable={false}
              value={absence.from}
              error={tried && isWrong(absence) ? t("absence.wrong") : undefined}
              onChange={(from) => change(index, { from, until: absence.until ?? from })}
            />
            <DayInput aria-label={t("absence.until", { number: index + 1 })} w={160} clearable={false} minDate={absence.from ?? undefined} value={absence.until} onChange={(until) => change(index, { until })} />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("absence.remove", { number: index + 1 })} onClick={() => onChange(absences.filter((_absence, at) => at !== index))}>
              <IconTrash size={16} stroke={1.7} />
            </ActionIcon>
          </Group>
        ))}
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: "flex-start" }} leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />} onClick={() => onChange([...absences, { from: null, until: null }])}>
          {t("absence.add")}
        </Button>
      </Stack>
    </Fieldset>
  );
}
