import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Language } from "../../api/contract";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { LANGUAGES } from "../../i18n/setup";

interface Props {
  value: Language;
  onChange: (language: Language) => void;
}

export function LanguageSelect({ value, onChange }: Props) {
  const { t } = useTranslation("account");
  return (
    <Select
      label={t("people.language")}
      allowDeselect={false}
      data={LANGUAGES.map((item) => ({ value: item, label: LANGUAGE_NAMES[item] }))}
      value={value}
      onChange={(chosen) => {
        const language = LANGUAGES.find((item) => item === chosen);
        if (language) onChange(language);
      }}
    />
  );
}
