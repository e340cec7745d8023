import { Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactCounts } from "../../api/contract";
import { useCountryName } from "../../format/useCountryName";
import { useFormats } from "../../format/useFormats";
import { STATES } from "./search";
import { useContactsSearch } from "./useContactsSearch";

const TYPING_MS = 300;
/** Countries with laws of their own; any other is found by words. */
const COUNTRIES = ["DE", "AT", "CH", "IT"] as const;

/** Which contacts are listed: by words, by what is known of them, by country. */
export function FilterBar({ counts }: { counts: ContactCounts }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const countryName = useCountryName();
  const { search, change } = useContactsSearch();
  const [text, setText] = useState(search.q ?? "");
  const send = useDebouncedCallback((typed: string) => change({ q: typed.trim() || undefined }, true), TYPING_MS);

  // Back or a link change the address from elsewhere.
  useEffect(() => setText((typed) => (typed.trim() === (search.q ?? "") ? typed : (search.q ?? ""))), [search.q]);

  return (
    <Group gap="sm" mb="sm" role="search" aria-label={t("filter.label")}>
      <TextInput
        type="search"
        w={260}
        maw="100%"
        leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
        placeholder={t("filter.place")}
        aria-label={t("filter.q")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          send(event.currentTarget.value);
        }}
      />
      <Select
        aria-label={t("filter.state")}
        w={260}
        maw="100%"
        allowDeselect={false}
        value={search.state ?? "all"}
        data={(["all", ...STATES] as const).map((value) => ({ value, label: `${t(`filter.${value}`)} (${format.number(counts[value], 0)})` }))}
        onChange={(value) => change({ state: STATES.find((of) => of === value) })}
      />
      <Select
        aria-label={t("filter.country")}
        w={180}
        allowDeselect={false}
        value={search.country ?? ""}
        data={[{ value: "", label: t("filter.all_countries") }, ...[...new Set([...COUNTRIES, ...(search.country ? [search.country] : [])])].map((value) => ({ value, label: countryName(value) ?? value }))]}
        onChange={(value) => change({ country: value === null || value === "" ? undefined : value })}
      />
    </Group>
  );
}
