import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  value: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Filters as one types; the address follows when the typing rests. */
export function TextFilter({ value, onChange }: Props) {
  const { t } = useTranslation("machines");
  const [typed, setTyped] = useState(value ?? "");
  const [seen, setSeen] = useState(value);
  // A chip taken away or Back changes the filter from outside; a text that is still being typed is not touched by its own echo.
  if (seen !== value) {
    setSeen(value);
    if ((value ?? "") !== typed.trim()) setTyped(value ?? "");
  }
  const rest = useDebouncedCallback((text: string) => onChange(text.trim() === "" ? undefined : text.trim()), 220);
  const change = (text: string) => {
    setTyped(text);
    rest(text);
  };
  return (
    <TextInput
      type="search"
      flex="1 1 14rem"
      maw={{ sm: 380 }}
      aria-label={t("filter.q_label")}
      placeholder={t("filter.q_placeholder")}
      value={typed}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
      rightSection={typed !== "" && <CloseButton size="sm" aria-label={t("filter.q_clear")} onClick={() => change("")} />}
    />
  );
}
