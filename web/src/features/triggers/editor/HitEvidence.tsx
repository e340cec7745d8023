import { Anchor, Box } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NestedEvidence } from "../../../api/contract";
import { EvidenceList } from "../../../components/EvidenceList";
import classes from "./Editor.module.css";

interface Props {
  /** The machine's serial number. */
  machine: string;
  evidence: readonly NestedEvidence[];
}

/** Why a machine would be a hit, folded: its values with their cells, those of other triggers under their titles. */
export function HitEvidence({ machine, evidence }: Props) {
  const { t } = useTranslation("editor");
  const id = useId();
  const [opened, setOpened] = useState(false);
  return (
    <Box className={classes.evidence}>
      <Anchor component="button" type="button" size="sm" aria-expanded={opened} aria-controls={opened ? id : undefined} aria-label={t("live.evidence_of", { machine })} onClick={() => setOpened(!opened)}>
        {t("live.evidence")}
      </Anchor>
      {opened && (
        <div id={id}>
          <EvidenceList evidence={evidence} />
        </div>
      )}
    </Box>
  );
}
