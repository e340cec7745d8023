import { Group, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { STATES } from "./search";
import { useDataUseSearch } from "./useDataUseSearch";

const TYPING_MS = 300;

/** Which machines are listed: by words, and by whether something is agreed. */
export function FilterBar() {
  const { t } = useTranslation("data-use");
  const { search, change } = useDataUseSearch();
  const [text, setText] = useState(search.q ?? "");
  const send = useDebouncedCallback((typed: string) => change({ q: typed.trim() || undefined }, true), TYPING_MS);

  // Back or a link change the address from elsewhere.
  useEffect(() => setText((typed) => (typed.trim() === (search.q ?? "") ? typed : (search.q ?? ""))), [search.q]);

  return (
    <Group gap="sm" mb="sm">
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
      <SegmentedControl
        aria-label={t("filter.state")}
        value={search.state ?? "all"}
        onChange={(value) => change({ state: STATES.find((of) => of === value) })}
        data={(["all", ...STATES] as const).map((value) => ({ value, label: t(`filter.${value}`) }))}
      />
    </Group>
  );
}
