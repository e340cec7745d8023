import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import { NotPermittedLink } from "./NotPermittedLink";
import { Sparkline } from "./Sparkline";
import classes from "./TriggerList.module.css";

export function TriggerListItem({ trigger }: { trigger: TriggerRow }) {
  const { t } = useTranslation("triggers");
  const words = useWords();
  const format = useFormats();
  const hits = trigger.trend.map((run) => run.fires);
  const first = trigger.trend[0];
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <AnchorLink to="/triggers/$id" params={{ id: trigger.id }} fw={600} c="var(--mantine-color-text)">
          {trigger.title}
        </AnchorLink>
        <Text size="sm" c="dimmed">
          {trigger.explanation}
        </Text>
        <Text size="sm" c="dimmed">
          {t("campaign", { campaign: words.campaignLabel(trigger.campaign) })}
        </Text>
        <NotPermittedLink trigger={trigger} />
      </div>
      <div className={classes.figure}>
        <span className={classes.label}>{t("hits")}</span>
        <AnchorLink to="/machines" search={{ trigger: trigger.id }} fw={600}>
          {format.number(trigger.fires, 0)}
        </AnchorLink>
      </div>
      <div className={classes.figure}>
        <span className={classes.label}>{t("value")}</span>
        <Text span inherit fw={600}>
          <Money value={trigger.value_eur} of={trigger.fires} short />
        </Text>
      </div>
      <div className={classes.figure}>
        <span className={classes.label}>{t("unknown")}</span>
        {trigger.unknown === 0 ? (
          <Text span inherit c="dimmed">
            0
          </Text>
        ) : (
          <div>
            <AnchorLink to="/machines" search={{ unknown: trigger.id }}>
              {format.number(trigger.unknown, 0)}
            </AnchorLink>
            {trigger.blocked_eur > 0 && (
              <Text size="sm" c="dimmed">
                {t("list.blocked", { value: format.moneyShort(trigger.blocked_eur) })}
              </Text>
            )}
          </div>
        )}
      </div>
      <div className={classes.trend}>
        {first && hits.length > 1 && (
          <Sparkline
            values={hits}
            label={t("list.trend_label", {
              from: format.number(first.fires, 0),
              to: format.number(trigger.fires, 0),
              day: format.day(first.as_of),
            })}
          />
        )}
      </div>
    </li>
  );
}
