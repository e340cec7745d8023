import { Stack, Text, Title } from "@mantine/core";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MachineFile, VerdictView } from "../../../api/contract";
import { EmptyState } from "../../../components/EmptyState";
import { OpportunityTable } from "./OpportunityTable";
import { VerdictCard } from "./VerdictCard";
import classes from "./VerdictsTab.module.css";

interface Props {
  machine: MachineFile;
  /** The trigger one came for. */
  trigger: string | undefined;
}

const ORDER = ["fires", "unknown", "not_permitted", "does_not_fire"] as const;

function sorted(verdicts: VerdictView[]): VerdictView[] {
  return [...verdicts].sort((a, b) => (b.priority?.score ?? 0) - (a.priority?.score ?? 0));
}

/** What every trigger says of the machine and why: those that fire, those that cannot be decided, those that do not fire. */
export function VerdictsTab({ machine, trigger }: Props) {
  const { t } = useTranslation("machines");
  const facts = useMemo(() => machine.categories.flatMap((category) => category.facts), [machine]);

  useEffect(() => {
    if (trigger) document.getElementById(`verdict-${trigger}`)?.scrollIntoView({ block: "start" });
  }, [trigger]);

  if (machine.verdicts.length === 0) {
    return <EmptyState title={t("verdict.none")}>{t("verdict.none_text")}</EmptyState>;
  }
  return (
    <Stack gap="lg">
      {ORDER.map((verdict) => {
        const verdicts = sorted(machine.verdicts.filter((one) => one.verdict === verdict));
        if (verdicts.length === 0 && verdict !== "fires") return null;
        return (
          <section key={verdict} aria-labelledby={`verdicts-${verdict}`}>
            <Title order={2} id={`verdicts-${verdict}`} mb="xs">
              {t(`verdict.${verdict}`, { count: verdicts.length })}
            </Title>
            {verdicts.length === 0 ? (
              <Text c="dimmed">{t("verdict.nothing_fires")}</Text>
            ) : (
              <div className={verdict === "fires" ? classes.whole : classes.halves}>
                {verdicts.map((one) => (
                  <VerdictCard key={one.trigger} machine={machine.id} verdict={one} facts={facts} chosen={one.trigger === trigger} />
                ))}
              </div>
            )}
          </section>
        );
      })}
      {machine.opportunities.length > 0 && <OpportunityTable opportunities={machine.opportunities} />}
    </Stack>
  );
}
