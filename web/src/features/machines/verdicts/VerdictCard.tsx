import { Box, Group, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { FactValue, VerdictView } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { EvidenceList } from "../../../components/EvidenceList";
import { PriorityBreakdown } from "../../../components/PriorityBreakdown";
import { ScoreBadge } from "../../../components/ScoreBadge";
import { useFormats } from "../../../format/useFormats";
import { WhyButton } from "../../explanation/WhyButton";
import { NotPermitted } from "../../explanation/NotPermitted";
import { MissingFacts } from "./MissingFacts";
import classes from "./VerdictsTab.module.css";

interface Props {
  /** The machine's id. */
  machine: string;
  verdict: VerdictView;
  facts: readonly FactValue[];
  /** One came for this trigger. */
  chosen: boolean;
}

/** The answer of one trigger for the machine, with its proof. */
export function VerdictCard({ machine, verdict, facts, chosen }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const words = useWords();
  const about = [
    words.campaignLabel(verdict.campaign),
    verdict.since ? t("verdict.since", { day: format.day(verdict.since) }) : null,
    t("verdict.version", { version: verdict.version }),
  ].filter(Boolean);
  return (
    <Paper p="md" component="article" id={`verdict-${verdict.trigger}`} className={classes.card} data-chosen={chosen || undefined} aria-labelledby={`title-${verdict.trigger}`}>
      <Group wrap="nowrap" align="flex-start" gap="sm" mb="xs">
        {verdict.priority && <ScoreBadge score={verdict.priority.score} />}
        <Box miw={0} flex={1}>
          <Title order={3} id={`title-${verdict.trigger}`}>
            <AnchorLink to="/triggers/$id" params={{ id: verdict.trigger }} inherit>
              {verdict.title}
            </AnchorLink>
          </Title>
          <Text size="sm" c="dimmed">
            {about.join(" · ")}
          </Text>
        </Box>
        <WhyButton machine={machine} trigger={verdict.trigger} title={verdict.title} />
      </Group>
      <Text size="sm" mb="xs" maw="60rem">
        {verdict.explanation}
      </Text>
      {verdict.verdict === "unknown" && <MissingFacts missing={verdict.missing} />}
      {verdict.verdict === "not_permitted" && <NotPermitted text={t("verdict.not_permitted_text")} link={t("verdict.data_use")} />}
      <div className={verdict.priority ? classes.proof : undefined}>
        <Box miw={0}>
          {verdict.evidence.length > 0 && (
            <>
              <Title order={4} size="sm" c="dimmed" fw={500}>
                {t(`verdict.why.${verdict.verdict}`)}
              </Title>
              <EvidenceList evidence={verdict.evidence} facts={facts} met={verdict.verdict === "fires"} />
            </>
          )}
        </Box>
        {verdict.priority && <PriorityBreakdown priority={verdict.priority} />}
      </div>
    </Paper>
  );
}
