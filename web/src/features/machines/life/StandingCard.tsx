import { Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { CellPlace, Life, LifeValue } from "../../../api/contract";
import { SourceList } from "../../../components/SourceList";
import { Unknown } from "../../../components/Unknown";
import { useValueText } from "../../../components/ValueText";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import classes from "./LifeTab.module.css";

interface Props {
  life: Life;
}

/** An end that lists write as 31 December 9999 is none. */
const OPEN_ENDED = "9999-12-31";

function valueOf(values: readonly LifeValue[], field: string): string | null {
  return values.find((value) => value.field === field)?.value ?? null;
}

/** Each cell once: several fields of a row are found in cells beside each other. */
function cellsOf(values: readonly LifeValue[]): CellPlace[] {
  return values.map((value) => value.source);
}

/** How things stood on the day: owner, site, contract, warranty, each with its cells. */
export function StandingCard({ life }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const words = useWords();
  const valueText = useValueText();
  const countryName = useCountryName();
  const { contract, warranty, in_or_out: inOrOut } = life;
  const name = valueOf(life.owner, "customer_name");
  const number = valueOf(life.owner, "customer_number");
  const town = [valueOf(life.site, "postcode"), valueOf(life.site, "city")].filter(Boolean).join(" ");
  const site = [valueOf(life.site, "site"), valueOf(life.site, "street"), town, countryName(valueOf(life.site, "country"))].filter(Boolean).join(", ");
  const row = (label: string, value: ReactNode, sources: readonly CellPlace[], note?: string) => (
    <div className={classes.row}>
      <dt>{label}</dt>
      <dd>
        <div>{value ?? <Unknown words />}</div>
        {note && (
          <Text size="sm" c="dimmed">
            {note}
          </Text>
        )}
        <SourceList places={sources} />
      </dd>
    </div>
  );
  const end = contract?.contract.end ?? null;
  const term =
    contract &&
    [contract.contract.start && t("life.from", { day: format.day(contract.contract.start) }), end && (end === OPEN_ENDED ? t("life.open_ended") : t("life.until", { day: format.day(end) }))]
      .filter(Boolean)
      .join(" ");
  return (
    <Paper p="md" component="section" aria-labelledby="standing">
      <Title order={2} id="standing" size="h3" mb="xs">
        {t("life.standing", { day: format.day(life.as_of) })}
      </Title>
      <dl className={classes.rows}>
        {row(
          t("life.state"),
          inOrOut ? t("life.state_since", { state: words.stateLabel(inOrOut.event), day: format.day(inOrOut.day.on) }) : t(life.in_field ? "life.in_field" : "file.not_in_field"),
          inOrOut ? [inOrOut.day.source] : [],
        )}
        {row(t("life.owner"), name ?? number, cellsOf(life.owner), name !== null && number !== null ? t("life.number", { number }) : undefined)}
        {row(t("life.site"), site || null, cellsOf(life.site))}
        {row(t("life.contract"), contract ? [contract.contract.number, contract.contract.type].filter(Boolean).join(" · ") || t("life.no_number") : life.contracts_known ? t("life.no_contract") : null, contract?.sources ?? [], term || undefined)}
        {row(
          t("life.warranty"),
          warranty && t("life.until", { day: format.day(warranty.end) }),
          warranty?.sources ?? [],
          warranty?.computed
            ? t("life.computed", {
                term: valueText(warranty.months, words.field("warranty_months")),
                field: words.fieldLabel(warranty.start_field ?? ""),
                day: format.day(warranty.start ?? ""),
              })
            : undefined,
        )}
        {life.further_serial_numbers.length > 0 && row(t("life.further_serials"), life.further_serial_numbers.join(", "), [])}
      </dl>
    </Paper>
  );
}
