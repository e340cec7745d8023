import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { customersQuery } from "./queries";

interface Props {
  onChoose: (id: string) => void;
}

/** Customers are many; they are looked up, not listed. */
export function CustomerFilter({ onChoose }: Props) {
  const { t } = useTranslation("opportunities");
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const found = useQuery(customersQuery(wanted));
  const options = (found.data ?? []).flatMap((item) =>
    item.customer_id ? [{ value: item.customer_id, label: item.subtitle ? `${item.title}, ${item.subtitle}` : item.title }] : [],
  );
  return (
    <Select
      aria-label={t("filter.customer_find")}
      placeholder={t("filter.customer")}
      w={120}
      rightSection={<IconChevronDown size={14} stroke={1.8} aria-hidden />}
      rightSectionPointerEvents="none"
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={null}
      data={options}
      // The server has searched already.
      filter={({ options: given }) => given}
      nothingFoundMessage={text.trim().length < 2 ? t("filter.customer_hint") : found.isFetching ? undefined : t("filter.customer_none")}
      comboboxProps={{ width: 320, position: "bottom-start", shadow: "md" }}
      onChange={(id) => {
        if (!id) return;
        setText("");
        onChoose(id);
      }}
    />
  );
}
