import { MultiSelect, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { CampaignScope, FactValues } from "../../api/contract";
import { useCountryName } from "../../format/useCountryName";
import { useFormats } from "../../format/useFormats";
import { valuesQuery } from "../segments/queries";

interface Props {
  campaignType: string;
  scope: CampaignScope;
  onChange: (scope: CampaignScope) => void;
}

interface Choice {
  value: string;
  label: string;
}

/** What may be chosen: the most frequent first, with how many machines have it, and what was chosen though none has it. */
function choicesOf(values: FactValues | undefined, chosen: readonly string[], label: (value: string) => string, count: (number: number) => string): Choice[] {
  const known = [...(values?.values ?? [])].filter(({ value }) => value !== "-").sort((a, b) => b.count - a.count);
  const others = chosen.filter((value) => !known.some((of) => of.value === value));
  return [...known.map((of) => ({ value: of.value, label: `${label(of.value)} (${count(of.count)})` })), ...others.map((value) => ({ value, label: label(value) }))];
}

/** For whom a campaign is; nothing chosen leaves nobody out. */
export function ScopeFields({ campaignType, scope, onChange }: Props) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const country = useCountryName();
  const { catalogue } = useWords();
  const types = useQuery(valuesQuery("machine_type")).data;
  const countries = useQuery(valuesQuery("country")).data;
  const triggers = catalogue.triggers.filter(({ campaign }) => campaign === campaignType);
  const machines = (number: number) => t("scope.machines", { count: number, number: format.number(number, 0) });
  const clear = (label: string) => ({ "aria-label": t("scope.clear", { label }) });
  return (
    <Stack gap="md" maw={520}>
      <MultiSelect
        label={t("scope.machine_type")}
        description={t("scope.machine_type_hint")}
        placeholder={scope.machine_types.length === 0 ? t("scope.all_types") : undefined}
        searchable
        clearable
        clearButtonProps={clear(t("scope.machine_type"))}
        hidePickedOptions
        nothingFoundMessage={t("scope.nothing")}
        limit={200}
        value={scope.machine_types}
        data={choicesOf(types, scope.machine_types, (value) => value, machines)}
        onChange={(machine_types) => onChange({ ...scope, machine_types })}
      />
      <MultiSelect
        label={t("scope.trigger")}
        description={t("scope.trigger_hint")}
        placeholder={scope.triggers.length === 0 ? t("scope.all_triggers") : undefined}
        clearable
        clearButtonProps={clear(t("scope.trigger"))}
        hidePickedOptions
        nothingFoundMessage={t("scope.nothing")}
        value={scope.triggers}
        data={triggers.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(chosen) => onChange({ ...scope, triggers: chosen })}
      />
      <MultiSelect
        label={t("scope.country")}
        placeholder={scope.countries.length === 0 ? t("scope.all_countries") : undefined}
        searchable
        clearable
        clearButtonProps={clear(t("scope.country"))}
        hidePickedOptions
        nothingFoundMessage={t("scope.nothing")}
        value={scope.countries}
        data={choicesOf(countries, scope.countries, (value) => country(value) ?? value, machines)}
        onChange={(chosen) => onChange({ ...scope, countries: chosen })}
      />
    </Stack>
  );
}
