import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFilters } from "./useFilters";

/** The text filter: typed here, put into the address when the typing pauses. */
export function SearchInput() {
  const { t } = useTranslation("opportunities");
  const { search, set } = useFilters();
  const [text, setText] = useState(search.q ?? "");
  const send = useDebouncedCallback((value: string) => set({ q: value.trim() || undefined }), 300);

  // Back, a link or "reset filters" change the address from elsewhere.
  useEffect(() => setText((typed) => (typed.trim() === (search.q ?? "") ? typed : (search.q ?? ""))), [search.q]);

  const change = (value: string) => {
    setText(value);
    send(value);
  };
  return (
    <TextInput
      type="search"
      w={235}
      leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
      placeholder={t("filter.q")}
      aria-label={t("filter.q_label")}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      rightSection={
        text !== "" && <CloseButton size="sm" aria-label={t("filter.remove", { label: t("filter.q_label") })} onClick={() => change("")} />
      }
    />
  );
}
