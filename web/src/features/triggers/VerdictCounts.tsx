import { Paper, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import { NotPermittedLink } from "./NotPermittedLink";
import classes from "./VerdictCounts.module.css";

/** How the trigger answers over all machines: one bar, and the number and money of each answer. */
export function VerdictCounts({ trigger }: { trigger: TriggerRow }) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const all = trigger.fires + trigger.unknown + trigger.not_permitted + trigger.does_not_fire;
  const share = (count: number) => (all === 0 ? 0 : count / all);
  const number = (count: number) => format.number(count, 0);
  return (
    <Paper component="section" p="md">
      <VisuallyHidden component="h2">{t("counts.title")}</VisuallyHidden>
      <div className={classes.bar} aria-hidden>
        <span style={{ flexGrow: share(trigger.fires), background: "var(--instand-bar)" }} />
        <span style={{ flexGrow: share(trigger.unknown), background: "var(--instand-unknown)" }} />
        <span style={{ flexGrow: share(trigger.not_permitted), background: "var(--instand-attention)" }} />
        <span style={{ flexGrow: share(trigger.does_not_fire), background: "var(--instand-bar-track)" }} />
      </div>
      <dl className={classes.counts}>
        <div>
          <dt>
            <i style={{ background: "var(--instand-bar)" }} />
            {t("hits")}
          </dt>
          <dd>
            <AnchorLink inherit to="/machines" search={{ trigger: trigger.id }}>
              {number(trigger.fires)}
            </AnchorLink>
          </dd>
          <dd className={classes.note}>{t("counts.share", { share: format.percent(share(trigger.fires), 1) })}</dd>
        </div>
        <div>
          <dt>{t("value")}</dt>
          <dd>
            <Money value={trigger.value_eur} of={trigger.fires} short />
          </dd>
          <dd className={classes.note}>{t("counts.value_note")}</dd>
        </div>
        <div>
          <dt>
            <i style={{ background: "var(--instand-unknown)" }} />
            {t("unknown")}
          </dt>
          <dd>
            {trigger.unknown === 0 ? (
              "0"
            ) : (
              <AnchorLink inherit to="/machines" search={{ unknown: trigger.id }}>
                {number(trigger.unknown)}
              </AnchorLink>
            )}
          </dd>
          <dd className={classes.note}>{t("counts.share", { share: format.percent(share(trigger.unknown), 1) })}</dd>
        </div>
        <div>
          <dt>{t("counts.blocked")}</dt>
          <dd>
            <Money value={trigger.blocked_eur} of={trigger.unknown} short />
          </dd>
          <dd className={classes.note}>{t("counts.blocked_note")}</dd>
        </div>
        <div>
          <dt>
            <i style={{ background: "var(--instand-bar-track)" }} />
            {t("counts.does_not_fire")}
          </dt>
          <dd>{number(trigger.does_not_fire)}</dd>
          <dd className={classes.note}>{t("counts.share", { share: format.percent(share(trigger.does_not_fire), 1) })}</dd>
        </div>
      </dl>
      <NotPermittedLink trigger={trigger} />
    </Paper>
  );
}
