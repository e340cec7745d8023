import { Input, Stack, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CountryGroup, Language } from "../../../api/contract";

interface Props {
  label: string;
  description: string | undefined;
  value: CountryGroup[];
  onChange: (value: CountryGroup[]) => void;
}

/** The countries of each group, by their codes. A country stands in one group: where it is added it leaves the other. */
export function CountryGroups({ label, description, value, onChange }: Props) {
  const { t, i18n } = useTranslation("assessment");
  const set = (id: string, codes: string[]) => {
    const countries = [...new Set(codes.map((code) => code.trim().toUpperCase()).filter((code) => /^[A-Z]{2}$/.test(code)))];
    const others = (group: CountryGroup) => group.countries.filter((code) => !countries.includes(code));
    onChange(value.map((group) => ({ ...group, countries: group.id === id ? countries : others(group) })));
  };
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <Stack gap="xs" mt={6}>
        {value.map((group) => (
          <TagsInput
            key={group.id}
            size="xs"
            label={group.name[i18n.language as Language]}
            placeholder={t("assume.country_code")}
            value={group.countries}
            splitChars={[",", " ", ";"]}
            onChange={(codes) => set(group.id, codes)}
          />
        ))}
      </Stack>
    </Input.Wrapper>
  );
}
