import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Figure } from "../../../api/contract";
import { AssumptionLine } from "../assumptions/AssumptionLine";
import { OF_OFFER } from "../assumptions/fields";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { CountAndWorth } from "../parts/CountAndWorth";
import { ReportTable } from "../parts/ReportTable";
import { useReport } from "../reportContext";
import classes from "./Offers.module.css";

const OFFERS = ["contract", "modernization", "parts"] as const;

interface Row {
  offer: (typeof OFFERS)[number];
  figure: Figure;
  unpriced: Figure | undefined;
}

/** The three offers with what is assumed of each, where it can be changed. */
export function Offers() {
  const { t } = useTranslation("assessment");
  const { view, onEdit } = useReport();
  const { potential, potential_unpriced } = view.result;
  const rows: Row[] = OFFERS.map((offer, at) => ({ offer, figure: potential[offer], unpriced: potential_unpriced[at] }));
  return (
    <>
      <ReportTable
        label={t("potential.by_offer")}
        rows={rows}
        keyOf={({ offer }) => offer}
        columns={[
          {
            id: "offer",
            title: t("potential.offer"),
            cell: ({ offer }) => (
              <>
                <span className={classes.offer}>{t(`offer.${offer}`)}</span>
                <AssumptionLine ids={OF_OFFER[offer]} />
              </>
            ),
          },
          {
            id: "bar",
            title: t("column.potential"),
            kind: "bar",
            cell: ({ offer, figure }) => <Bar parts={[{ value: figure.eur ?? 0, color: offer }]} of={potential.all.eur ?? 0} />,
          },
          {
            id: "eur",
            title: t("column.potential"),
            help: potential.all.id,
            kind: "number",
            cell: ({ figure }) => <CountAndWorth figure={figure} />,
          },
          {
            id: "unpriced",
            title: t("potential.unpriced"),
            help: potential_unpriced[0]?.id,
            kind: "number",
            cell: ({ unpriced }) => unpriced && <Count figure={unpriced} />,
          },
        ]}
      />
      <div className={classes.edit} data-screen-only>
        <Button variant="default" size="xs" leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} aria-hidden />} onClick={onEdit}>
          {t("assume.edit")}
        </Button>
      </div>
    </>
  );
}
