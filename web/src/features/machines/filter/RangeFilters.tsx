import { Fieldset, Group, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DayInput } from "../../../components/DayInput";
import type { MachineSearch } from "../search";
import classes from "./FacetGroup.module.css";
import { useTypedNumber } from "./useTypedNumber";

interface Props {
  search: MachineSearch;
  onChange: (changes: MachineSearch) => void;
}

const thousands: Record<string, string> = { de: ".", it: ".", en: "," };

/** Filters from and to: installation, operating hours, priority. */
export function RangeFilters({ search, onChange }: Props) {
  const { t, i18n } = useTranslation("machines");
  const hoursFrom = useTypedNumber(search.hours_from, (hours_from) => onChange({ hours_from }));
  const hoursTo = useTypedNumber(search.hours_to, (hours_to) => onChange({ hours_to }));
  const score = useTypedNumber(search.score_from, (score_from) => onChange({ score_from }));
  const separators = { thousandSeparator: thousands[i18n.language], decimalSeparator: i18n.language === "en" ? "." : "," };
  return (
    <>
      <Fieldset variant="unstyled" legend={t("filter.score")} classNames={{ legend: classes.legend }}>
        <NumberInput size="xs" aria-label={t("filter.score_from")} placeholder={t("filter.from")} min={0} max={100} allowDecimal={false} {...score} />
      </Fieldset>
      <Fieldset variant="unstyled" legend={t("filter.installed")} classNames={{ legend: classes.legend }}>
        <Group gap="xs" grow>
          <DayInput
            size="xs"
            aria-label={t("filter.installed_from")}
            placeholder={t("filter.from")}
            value={search.installed_from ?? null}
            onChange={(day) => onChange({ installed_from: day ?? undefined })}
          />
          <DayInput
            size="xs"
            aria-label={t("filter.installed_to")}
            placeholder={t("filter.to")}
            value={search.installed_to ?? null}
            onChange={(day) => onChange({ installed_to: day ?? undefined })}
          />
        </Group>
      </Fieldset>
      <Fieldset variant="unstyled" legend={t("filter.hours")} classNames={{ legend: classes.legend }}>
        <Group gap="xs" grow>
          <NumberInput size="xs" aria-label={t("filter.hours_from")} placeholder={t("filter.from")} min={0} hideControls {...separators} {...hoursFrom} />
          <NumberInput size="xs" aria-label={t("filter.hours_to")} placeholder={t("filter.to")} min={0} hideControls {...separators} {...hoursTo} />
        </Group>
      </Fieldset>
    </>
  );
}
