import { Button, Checkbox, Group, Popover, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";

export interface FacetValue {
  value: string;
  label: string;
  /** How many it would show; absent where nobody counted. */
  count?: number;
}

interface Props {
  label: string;
  values: FacetValue[];
  /** Values the server left out of the list. */
  more?: number;
  selected: string[];
  /** The words for a value where neither the server nor `values` has better ones than the value. */
  labelOf?: (value: string) => string | null;
  onChange: (selected: string[]) => void;
}

const SEARCHABLE_FROM = 9;

/** One filter: a button that says what is chosen, and the values with their counts. */
export function FacetFilter({ label, values, more = 0, selected, labelOf, onChange }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  // What is chosen stays in the list even when nothing of it is left to count.
  const missing = selected.filter((value) => !values.some((item) => item.value === value)).map((value) => ({ value, label: value, count: 0 }));
  const all = [...values, ...missing].map((item): FacetValue => (item.label === item.value ? { ...item, label: labelOf?.(item.value) ?? item.label } : item));
  const shown = all.filter((item) => wanted === "" || item.label.toLowerCase().includes(wanted));
  const chosen = selected.length === 1 ? all.find((item) => item.value === selected[0])?.label : undefined;
  const said =
    selected.length === 0
      ? t("filter.any", { label })
      : chosen !== undefined
        ? `${label}: ${chosen}`
        : t("filter.selected", { label, count: selected.length, number: format.number(selected.length) });

  return (
    <Popover position="bottom-start" width={280} shadow="md" trapFocus onClose={() => setText("")}>
      <Popover.Target>
        <Button
          variant={selected.length > 0 ? "light" : "default"}
          aria-label={said}
          maw={220}
          px="xs"
          fw={500}
          rightSection={<IconChevronDown size={14} stroke={1.8} aria-hidden />}
        >
          <Text span inherit truncate lh={1.5}>
            {chosen ?? (selected.length > 1 ? `${label}: ${format.number(selected.length)}` : label)}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={label}>
        <Stack gap="xs">
          {all.length >= SEARCHABLE_FROM && (
            <TextInput
              size="xs"
              leftSection={<IconSearch size={14} aria-hidden />}
              placeholder={t("filter.find")}
              aria-label={t("filter.find")}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <ScrollArea.Autosize mah={300} type="auto" offsetScrollbars="present">
            <Checkbox.Group value={selected} onChange={onChange} label={label} labelProps={{ className: "visually-hidden" }}>
              <Stack gap={6} p={4}>
                {shown.map((item) => (
                  <Group key={item.value} justify="space-between" wrap="nowrap" gap="xs">
                    <Checkbox size="xs" value={item.value} label={item.label} />
                    {item.count !== undefined && (
                      <Text size="xs" c="dimmed">
                        {format.number(item.count)}
                      </Text>
                    )}
                  </Group>
                ))}
                {shown.length === 0 && (
                  <Text size="sm" c="dimmed">
                    {t("filter.none")}
                  </Text>
                )}
              </Stack>
            </Checkbox.Group>
          </ScrollArea.Autosize>
          {more > 0 && (
            <Text size="xs" c="dimmed">
              {t("filter.more", { count: more, number: format.number(more) })}
            </Text>
          )}
          {selected.length > 0 && (
            <Button variant="subtle" size="compact-sm" onClick={() => onChange([])}>
              {t("filter.clear")}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
