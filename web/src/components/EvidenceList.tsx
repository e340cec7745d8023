import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FactValue, NestedEvidence } from "../api/contract";
import { evidenceGroups } from "./evidenceGroups";
import classes from "./EvidenceList.module.css";
import { EvidenceRows } from "./EvidenceRows";

interface Props {
  evidence: readonly NestedEvidence[];
  /** The machine's facts where they are at hand: they give the cells of the values that were compared with. */
  facts?: readonly FactValue[];
  /** False where the comparisons were not met or could not be answered: then they say what would be needed. */
  met?: boolean;
  /** How many triggers it is nested in. */
  depth?: number;
  label?: string;
}

/** The proof of a verdict; what other triggers compared that this one names stands under their titles. */
export function EvidenceList({ evidence, facts, met = true, depth = 0, label }: Props) {
  const { t } = useTranslation("components");
  const { own, nested } = evidenceGroups(evidence, depth);
  return (
    <>
      {own.length > 0 && <EvidenceRows label={label ?? t("evidence.label")} evidence={own} facts={facts} met={met} />}
      {nested.map(({ by, evidence: inner }) => {
        const named = t("evidence.via", { title: by.title, version: String(by.version) });
        return (
          <div key={by.trigger} role="group" aria-label={named} className={classes.nested}>
            <Text size="sm" fw={600} aria-hidden>
              {named}
            </Text>
            <EvidenceList evidence={inner} facts={facts} met={met} depth={depth + 1} label={named} />
          </div>
        );
      })}
    </>
  );
}
