import { ActionIcon, Group, NumberInput, Select } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { valuesQuery } from "../../segments/queries";
import type { Threshold, TypeThresholds } from "./draft";
import classes from "./Editor.module.css";

interface Props {
  place: number;
  of: TypeThresholds;
  thresholds: Threshold[];
  /** Types that have thresholds already. */
  taken: readonly string[];
  onChange: (of: TypeThresholds) => void;
  onRemove: () => void;
}

/** The thresholds of one machine type; those left empty show what counts instead. */
export function TypeThresholdRow({ place, of, thresholds, taken, onChange, onRemove }: Props) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  const { data } = useQuery(valuesQuery("machine_type"));
  const known = (data?.values ?? []).map((item) => item.value);
  const own = of.machineType;
  const types = own === null || known.includes(own) ? known : [own, ...known];
  const type = own ?? String(place);
  return (
    <div className={classes.type}>
      <Group gap="xs" wrap="nowrap" mb="xs">
        <Select
          flex={1}
          aria-label={t("by_type.type", { place: String(place) })}
          placeholder={t("by_type.choose")}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t("by_type.none")}
          value={own}
          onChange={(machineType) => onChange({ ...of, machineType })}
          data={types.filter((id) => id === own || !taken.includes(id))}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={t("by_type.remove", { type })} onClick={onRemove}>
          <IconTrash size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Group>
      <div className={classes.values}>
        {thresholds
          .filter(({ name }) => name !== "")
          .map(({ key, name, value }) => (
            <NumberInput
              key={key}
              label={`$${name}`}
              aria-label={t("by_type.value_of", { name, type })}
              placeholder={value === null ? undefined : format.number(value)}
              hideControls
              decimalSeparator={format.number(0.5).charAt(1)}
              value={of.values[key] ?? ""}
              onChange={(typed) => onChange({ ...of, values: { ...of.values, [key]: typeof typed === "number" ? typed : null } })}
            />
          ))}
      </div>
    </div>
  );
}
