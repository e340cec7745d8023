import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconCalendarDue, IconCalendarWeek, IconFlag3, IconPaperclip } from "@tabler/icons-react";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import { useSession } from "../../api/session";
import { useCountryName } from "../../format/useCountryName";
import { ActiveFilters } from "./ActiveFilters";
import { CustomerFilter } from "./CustomerFilter";
import { FacetFilter } from "./FacetFilter";
import { listOf } from "./filters";
import { facetsQuery } from "./queries";
import { SearchInput } from "./SearchInput";
import { ToggleFilter } from "./ToggleFilter";
import { useFilters } from "./useFilters";

const FACETS = ["owner", "campaign", "country"] as const;

/** Whose opportunities and which; everything chosen here stands in the address. */
export function FilterBar() {
  const { t } = useTranslation("opportunities");
  const { search, set } = useFilters();
  const { account } = useSession();
  const { catalogue } = useWords();
  const countryName = useCountryName();
  // A phone has no room for all of it at once.
  const phone = useMediaQuery("(max-width: 48em)");
  const [unfolded, setUnfolded] = useState(false);
  const facets = useQuery(facetsQuery(search)).data;

  const mine = search.owner === "me" || search.owner === account.name;
  const facet = (name: (typeof FACETS)[number] | "stage") => {
    const found = facets?.find((item) => item.field === name);
    const chosen = name === "owner" && (search.owner === "all" || search.owner === "me") ? [] : listOf(search[name]);
    return (
      <FacetFilter
        key={name}
        label={t(`filter.${name}`)}
        values={found?.values ?? []}
        labelOf={name === "country" ? countryName : undefined}
        more={found?.more}
        selected={chosen}
        onChange={(values) => set({ [name]: values.join(",") || (name === "owner" ? "all" : undefined) })}
      />
    );
  };

  const choices = (
    <>
      {!mine && facet("owner")}
      {search.view === "list" && facet("stage")}
      {facet("campaign")}
      <FacetFilter
        label={t("filter.trigger")}
        values={catalogue.triggers.map(({ id, title }) => ({ value: id, label: title }))}
        selected={listOf(search.trigger)}
        onChange={(values) => set({ trigger: values.join(",") || undefined })}
      />
      {facet("country")}
      {!search.customer && <CustomerFilter onChoose={(customer) => set({ customer })} />}
      <ToggleFilter name="due" icon={IconCalendarDue} />
      <ToggleFilter name="flagged" icon={IconFlag3} />
      <ToggleFilter name="waits" value="false" icon={IconCalendarWeek} />
      <ToggleFilter name="attached" value="all" icon={IconPaperclip} />
    </>
  );

  return (
    <Group component="section" aria-label={t("filter.label")} gap="xs" mb="sm">
      <SegmentedControl
        size="sm"
        aria-label={t("whose.label")}
        value={mine ? "me" : "all"}
        onChange={(owner) => set({ owner })}
        data={[
          { value: "me", label: t("whose.mine") },
          { value: "all", label: t("whose.team") },
        ]}
      />
      {phone && (
        <Button variant="default" px="xs" fw={500} ml="auto" aria-expanded={unfolded} onClick={() => setUnfolded((now) => !now)}>
          {t("filter.toggle")}
        </Button>
      )}
      <SearchInput />
      {(!phone || unfolded) && choices}
      <ActiveFilters />
    </Group>
  );
}
