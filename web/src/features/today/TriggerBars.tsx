import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Meter } from "../../components/Meter";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import { Section } from "./Section";
import classes from "./TriggerBars.module.css";

/** Hits and value of each trigger; two scales, since a hundred hits may be worth less than one. */
export function TriggerBars({ triggers }: { triggers: TriggerRow[] }) {
  const { t } = useTranslation("today");
  const format = useFormats();
  const sorted = [...triggers].sort((a, b) => b.value_eur - a.value_eur);
  const mostHits = Math.max(1, ...sorted.map((trigger) => trigger.fires));
  const mostValue = Math.max(1, ...sorted.map((trigger) => trigger.value_eur));
  return (
    <Section
      title={t("triggers.title")}
      more={
        <AnchorLink size="sm" to="/triggers">
          {t("triggers.all")}
        </AnchorLink>
      }
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("triggers.trigger")}</th>
            <th scope="col">{t("triggers.hits")}</th>
            <th scope="col">{t("triggers.value")}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((trigger) => (
            <tr key={trigger.id}>
              <th scope="row">
                <AnchorLink to="/triggers/$id" params={{ id: trigger.id }} c="var(--mantine-color-text)">
                  {trigger.title}
                </AnchorLink>
              </th>
              <td>
                <div className={classes.hits}>
                  <AnchorLink to="/machines" search={{ trigger: trigger.id }}>
                    {format.number(trigger.fires, 0)}
                  </AnchorLink>
                  <Meter share={trigger.fires / mostHits} />
                </div>
              </td>
              <td>
                <div className={classes.value}>
                  <Money value={trigger.value_eur} of={trigger.fires} short />
                  <Meter share={trigger.value_eur / mostValue} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length === 0 && (
        <Text c="dimmed" px="md" pb="md">
          {t("triggers.none")}
        </Text>
      )}
    </Section>
  );
}
