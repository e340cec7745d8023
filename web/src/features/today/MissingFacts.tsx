import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { Today } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { shortFactLabel } from "../../components/evidenceWords";
import { Meter } from "../../components/Meter";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import classes from "./Lines.module.css";
import { Section } from "./Section";

const SHOWN = 6;

/** What nobody knows, by the money that waits for it. */
export function MissingFacts({ unknowns }: { unknowns: Today["unknowns"] }) {
  const { t } = useTranslation("today");
  const words = useWords();
  const format = useFormats();
  const sorted = [...unknowns].sort((a, b) => b.blocked_eur - a.blocked_eur).slice(0, SHOWN);
  const most = sorted[0]?.blocked_eur ?? 0;
  return (
    <Section title={t("missing.title")} subtitle={t("missing.subtitle")}>
      {sorted.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {t("missing.none")}
        </Text>
      ) : (
        <ul className={classes.list}>
          {sorted.map((unknown) => (
            <li key={unknown.fact} className={classes.line}>
              <div className={classes.main}>
                <Text size="md" title={unknown.label}>{shortFactLabel(words, unknown.fact)}</Text>
                <Text size="sm" c="dimmed">
                  <AnchorLink inherit underline="always" to="/assessment/machines" search={{ figure: unknown.figure }}>
                    {t("missing.machines", { count: unknown.machines, number: format.number(unknown.machines, 0) })}
                  </AnchorLink>
                  {" · "}
                  {t("missing.delivered_in", { kinds: format.list(unknown.kinds.map(words.kindLabel)) })}
                </Text>
              </div>
              <div className={classes.side}>
                <Money value={unknown.blocked_eur} of={unknown.machines} short />
              </div>
              <div className={classes.bars} style={{ gridTemplateColumns: "1fr" }}>
                <Meter share={most === 0 ? 0 : unknown.blocked_eur / most} color="unknown" />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
