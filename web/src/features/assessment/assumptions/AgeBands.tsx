import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  description: string | undefined;
  value: number[];
  onChange: (value: number[]) => void;
}

function read(text: string): number[] | undefined {
  const limits = text.split(/[;\s]+/).filter(Boolean).map((part) => Number(part.replace(",", ".")));
  const rising = limits.every((limit, at) => limit > (limits[at - 1] ?? 0));
  return limits.length > 0 && limits.length <= 20 && rising ? limits : undefined;
}

/** Limits of age bands as a text: "5; 10; 15; 20". */
export function AgeBands({ value, onChange, ...about }: Props) {
  const { t } = useTranslation("assessment");
  const [text, setText] = useState(value.join("; "));
  const written = read(text);
  return (
    <TextInput
      {...about}
      required
      withAsterisk={false}
      value={text}
      error={written === undefined && t("assume.ages_error")}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const limits = read(currentTarget.value);
        if (limits) onChange(limits);
      }}
    />
  );
}
