import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Dimension } from "../../../api/contract";
import { SubHeading } from "../parts/SubHeading";
import { useReport } from "../reportContext";
import { BreakdownTable } from "./BreakdownTable";

/** Completeness of the parts of the base, by what one chooses. */
export function Breakdowns() {
  const { t } = useTranslation("assessment");
  const { by } = useReport().view.result.completeness;
  const [dimension, setDimension] = useState<Dimension>("type");
  const chosen = by.find((breakdown) => breakdown.dimension === dimension) ?? by[0];
  if (!chosen) return null;
  return (
    <>
      <SubHeading
        title={t("completeness.by_dimension", { dimension: t(`dimension.${chosen.dimension}`) })}
        actions={
          <Select
            aria-label={t("completeness.choose")}
            data={by.map((breakdown) => ({ value: breakdown.dimension, label: t(`dimension.${breakdown.dimension}`) }))}
            value={chosen.dimension}
            allowDeselect={false}
            onChange={(value) => value && setDimension(value as Dimension)}
            w={190}
          />
        }
      />
      <BreakdownTable key={chosen.dimension} breakdown={chosen} />
    </>
  );
}
