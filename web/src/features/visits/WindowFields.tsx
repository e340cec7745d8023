import { ActionIcon, Button, Fieldset, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DayInput } from "../../components/DayInput";
import { TimeInput } from "../../components/TimeInput";
import { spanOf, type WrittenSpan } from "./windows";

interface Props {
  spans: readonly WrittenSpan[];
  tried: boolean;
  today: string;
  onChange: (spans: WrittenSpan[]) => void;
}

/** When the customer can be worked at; none: at any time. */
export function WindowFields({ spans, tried, today, onChange }: Props) {
  const { t } = useTranslation("visits");
  const change = (index: number, part: Partial<WrittenSpan>) => onChange(spans.map((span, at) => (at === index ? { ...span, ...part } : span)));
  return (
    <Fieldset legend={t("windows.legend")} p="sm">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t("windows.hint")}
        </Text>
        {spans.map((span, index) => (
          <Group key={index} gap="xs" align="flex-start" wrap="wrap">
            <DayInput
              aria-label={t("windows.day", { number: index + 1 })}
              w={150}
              clearable={false}
              minDate={today}
              value={span.day}
              error={tried && spanOf(span) === null ? t("windows.wrong") : undefined}
              onChange={(day) => change(index, { day })}
            />
            <TimeInput w={90} aria-label={t("windows.from", { number: index + 1 })} value={span.from} onChange={(from) => change(index, { from })} />
            <TimeInput w={90} aria-label={t("windows.until", { number: index + 1 })} value={span.until} onChange={(until) => change(index, { until })} />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("windows.remove", { number: index + 1 })} onClick={() => onChange(spans.filter((_span, at) => at !== index))}>
              <IconTrash size={16} stroke={1.7} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          style={{ alignSelf: "flex-start" }}
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          onClick={() => onChange([...spans, { day: spans.at(-1)?.day ?? null, from: "08:00", until: "12:00" }])}
        >
          {t("windows.add")}
        </Button>
      </Stack>
    </Fieldset>
  );
}
