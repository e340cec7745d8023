import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { shortFactLabel } from "../../components/evidenceWords";
import { Meter } from "../../components/Meter";
import { useFormats } from "../../format/useFormats";
import classes from "./MissingFactsCard.module.css";

/** Which facts the unknown machines lack, and in which lists those facts would stand. */
export function MissingFactsCard({ trigger }: { trigger: TriggerRow }) {
  const { t } = useTranslation("triggers");
  const words = useWords();
  const format = useFormats();
  const sorted = [...trigger.missing].sort((a, b) => b.machines - a.machines);
  return (
    <Paper component="section" p="md" aria-labelledby="missing">
      <Title order={2} id="missing">
        {t("missing.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {sorted.length === 0 ? t("missing.none") : t("missing.subtitle")}
      </Text>
      <ul className={classes.list}>
        {sorted.map((missing) => {
          const kinds = words.fact(missing.fact)?.kinds ?? [];
          return (
            <li key={missing.fact} className={classes.item}>
              <div>
                <span title={missing.label}>{shortFactLabel(words, missing.fact)}</span>
                {kinds.length > 0 && (
                  <Text size="sm" c="dimmed">
                    {t("missing.found_in", { kinds: format.list(kinds.map(words.kindLabel)) })}
                  </Text>
                )}
              </div>
              <Text span fw={600}>
                {t("missing.machines", { count: missing.machines, number: format.number(missing.machines, 0) })}
              </Text>
              <div className={classes.meter}>
                <Meter share={trigger.unknown === 0 ? 0 : missing.machines / trigger.unknown} color="unknown" />
              </div>
            </li>
          );
        })}
      </ul>
      {trigger.unknown > 0 && (
        <AnchorLink size="sm" to="/machines" search={{ unknown: trigger.id }}>
          {t("missing.show", { count: trigger.unknown, number: format.number(trigger.unknown, 0) })}
        </AnchorLink>
      )}
    </Paper>
  );
}
