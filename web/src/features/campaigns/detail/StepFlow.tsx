import { Badge, Code, Group, Text, Title } from "@mantine/core";
import {
  IconArrowsSplit2, IconBell, IconCalendarEvent, IconClockPause, IconFlag, IconMail, IconTargetArrow, IconTool, IconUserCheck, IconUserPlus, IconWebhook,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail, CampaignStep, CampaignStepKind } from "../../../api/contract";
import classes from "./StepFlow.module.css";
import { useStepWords } from "./stepWords";

const ICON: Record<CampaignStepKind, typeof IconMail> = {
  opportunity: IconTargetArrow,
  assign: IconUserPlus,
  mail: IconMail,
  notice: IconBell,
  wait: IconClockPause,
  branch: IconArrowsSplit2,
  task: IconUserCheck,
  work_order: IconTool,
  webhook: IconWebhook,
  end: IconFlag,
};
const WAYS = ["then", "otherwise", "unknown"] as const;

/** The steps from top to bottom; where one goes elsewhere than down, it says where. */
export function StepFlow({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const { steps } = campaign;
  return (
    <section aria-labelledby="steps">
      <Title order={2} id="steps" mb="xs">
        {t("flow.heading")}
      </Title>
      <ol className={classes.flow}>
        {steps.map((step, at) => (
          <Step key={step.id} campaign={campaign} step={step} at={at} following={steps[at + 1]?.id ?? null} />
        ))}
      </ol>
    </section>
  );
}

interface Props {
  campaign: CampaignDetail;
  step: CampaignStep;
  at: number;
  /** The step drawn under it. */
  following: string | null;
}

function Step({ campaign, step, at, following }: Props) {
  const { t } = useTranslation("campaigns");
  const { stepText } = useStepWords(campaign);
  const Icon = ICON[step.kind];
  const goesOn = step.next !== null && step.next === following;
  return (
    <li id={`step-${step.id}`} className={classes.step} data-goes-on={goesOn || undefined} data-kind={step.kind}>
      <span className={classes.icon} aria-hidden>
        <Icon size={18} stroke={1.6} />
      </span>
      <div className={classes.what}>
        <Group gap="xs">
          <Text span fw={step.kind === "end" ? 400 : 500}>
            <Text span c="dimmed" inherit>
              {at + 1}.
            </Text>{" "}
            {stepText(step)}
          </Text>
          {step.days_before !== null && (
            <Badge variant="light" color="petrol" radius="sm" tt="none" fw={500} leftSection={<IconCalendarEvent size={13} aria-hidden />}>
              {t("flow.days_before", { count: step.days_before, number: String(step.days_before) })}
            </Badge>
          )}
          {step.approval && (
            <Badge variant="light" color="amber" radius="sm" tt="none" fw={500}>
              {t("flow.approval")}
            </Badge>
          )}
        </Group>
        {step.condition !== null && <Code className={classes.condition}>{step.condition}</Code>}
        {step.branches !== null && (
          <ul className={classes.ways}>
            {WAYS.map((way) => (
              <li key={way}>
                <Text span fw={600} inherit>
                  {t(`flow.way.${way}`)}
                </Text>{" "}
                <ToStep campaign={campaign} id={step.branches?.[way] ?? ""} />
              </li>
            ))}
          </ul>
        )}
        {step.next !== null && !goesOn && (
          <Text size="sm">
            {t("flow.next")} <ToStep campaign={campaign} id={step.next} />
          </Text>
        )}
      </div>
    </li>
  );
}

/** A link down, or up, the page to another step. */
function ToStep({ campaign, id }: { campaign: CampaignDetail; id: string }) {
  const { stepText } = useStepWords(campaign);
  const at = campaign.steps.findIndex((of) => of.id === id);
  const step = campaign.steps[at];
  if (step === undefined) return <span>{id}</span>;
  return (
    <a className={classes.link} href={`#step-${id}`}>
      {at + 1}. {stepText(step)}
    </a>
  );
}
