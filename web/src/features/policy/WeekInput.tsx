import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props extends Omit<NumberInputProps, "value" | "onChange"> {
  /** null: as many as there are */
  value: number | null;
  onChange: (week: number | null) => void;
}

/** So many opportunities a week. */
export function WeekInput({ value, onChange, ...rest }: Props) {
  const { t } = useTranslation("policy");
  return (
    <NumberInput
      min={1}
      max={10_000}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      rightSection={value === null ? undefined : t("capacity.per_week")}
      rightSectionWidth="5.5rem"
      {...rest}
      value={value ?? ""}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
    />
  );
}
