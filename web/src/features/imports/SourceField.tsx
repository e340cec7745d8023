import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  onChange: (source: string) => void;
}

export function SourceField({ value, onChange }: Props) {
  const { t } = useTranslation("imports");
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const done = () => {
    const name = text.trim();
    if (name === "") setText(value);
    else if (name !== value) onChange(name);
  };
  return (
    <TextInput
      label={t("table.source")}
      description={t("table.source_hint")}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") done();
      }}
    />
  );
}
