import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import classes from "./OpportunityView.module.css";
import { StageDot } from "./StageDot";
import { isLostReason, STAGES } from "./stages";

interface Props {
  opportunity: OpportunityRow;
  disabled: boolean;
  onMove: (stage: Stage) => void;
}

export function StageButtons({ opportunity, disabled, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const { today } = useSession();
  const { stage, stage_since, lost_reason } = opportunity;
  return (
    <>
      <div className={classes.stages} role="group" aria-label={t("field.stage")}>
        {STAGES.map((item) => (
          <Button
            key={item}
            size="compact-sm"
            fw={500}
            variant={item === stage ? "filled" : "default"}
            aria-pressed={item === stage}
            // The current stage stays readable where nothing may be changed.
            disabled={disabled && item !== stage}
            leftSection={item === stage ? undefined : <StageDot stage={item} />}
            onClick={() => {
              if (!disabled && item !== stage) onMove(item);
            }}
          >
            {t(`stage.${item}`)}
          </Button>
        ))}
      </div>
      <Text size="sm" c="dimmed" mt={6}>
        {t("field.since", { day: format.day(stage_since), ago: format.daysFrom(stage_since, today) })}
      </Text>
      {stage === "lost" && lost_reason !== null && (
        <Text size="sm">
          {t("field.lost_reason", { reason: isLostReason(lost_reason) ? t(`lost.reason.${lost_reason}`) : lost_reason })}
        </Text>
      )}
    </>
  );
}
