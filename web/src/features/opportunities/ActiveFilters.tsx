import { Button, Pill } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import { listQuery } from "./queries";
import { useFilters } from "./useFilters";

/** Filters that came with a link and have no control of their own, and the way out of all of them. */
export function ActiveFilters() {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const { search, set, clear, filtered } = useFilters();
  const { customer, machine } = search;
  // The address holds ids; their names stand in the rows.
  const named = useQuery({ ...listQuery({ customer, machine, owner: "all", attached: "all", flagged: "all" }), enabled: customer !== undefined || machine !== undefined });
  const first = named.data?.items[0];
  const pills = [
    customer && { name: "customer", label: first?.customer_name ?? t("filter.only_this_customer") },
    machine && { name: "machine", label: first?.serial_number ?? t("filter.only_this_machine") },
    search.value_from && { name: "value_from", label: t("filter.value_from", { value: format.money(Number(search.value_from)) }) },
  ].filter((pill): pill is { name: string; label: string } => Boolean(pill));

  const only = filtered && !(search.owner === "me" && Object.keys(search).every((name) => ["owner", "view", "sort", "page", "open"].includes(name)));
  return (
    <>
      {pills.map(({ name, label }) => (
        <Pill
          key={name}
          size="lg"
          withRemoveButton
          onRemove={() => set({ [name]: undefined })}
          removeButtonProps={{ "aria-label": t("filter.remove", { label }), "aria-hidden": false, tabIndex: 0 }}
        >
          {label}
        </Pill>
      ))}
      {only && (
        <Button variant="subtle" px="xs" onClick={clear}>
          {t("filter.clear_all")}
        </Button>
      )}
    </>
  );
}
