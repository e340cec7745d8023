import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { Section } from "../parts/Section";
import { SubHeading } from "../parts/SubHeading";
import { useReport } from "../reportContext";
import { Offers } from "./Offers";
import { PotentialTable } from "./PotentialTable";

const CUTS = ["family", "country_group", "age"] as const;

/** What could be earned that is not, by offer and by part of the base. */
export function Potential() {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const { result } = useReport().view;
  const [cut, setCut] = useState<(typeof CUTS)[number]>("family");
  const groups = { family: result.potential_by_family, country_group: result.potential_by_country_group, age: result.potential_by_age }[cut];
  const months = result.assumptions.horizon_months;
  return (
    <Section id="potential" subtitle={t("potential.subtitle", { count: months, number: format.number(months, 1) })}>
      <Offers />
      <SubHeading
        title={t(`potential.by_${cut}`)}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t("potential.choose")}
            value={cut}
            onChange={(value) => setCut(value as typeof cut)}
            data={CUTS.map((value) => ({ value, label: t(`dimension.${value}`) }))}
          />
        }
      />
      <PotentialTable key={cut} label={t(`potential.by_${cut}`)} groups={groups} />
    </Section>
  );
}
