import { Badge, Box, Collapse, Group, Paper, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityDetail } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { EvidenceList } from "../../components/EvidenceList";
import { PriorityBreakdown } from "../../components/PriorityBreakdown";
import { useFormats } from "../../format/useFormats";
import { WhyButton } from "../explanation/WhyButton";

export type Proof = OpportunityDetail["proofs"][number];

interface Props {
  /** The machine's id. */
  machine: string;
  proof: Proof;
  /** Whether the parts of the priority are shown at once. */
  unfolded: boolean;
}

/** One trigger: what was compared, the cells behind it, and how the priority comes about. */
export function ProofCard({ machine, proof, unfolded }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const [opened, setOpened] = useState(unfolded);
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <Paper p="md" mb="sm" component="article">
      <Group gap="xs" mb={4}>
        <AnchorLink to="/triggers/$id" params={{ id: proof.trigger }} fw={600}>
          {proof.title}
        </AnchorLink>
        <Text size="sm" c="dimmed">
          {t("why.since", { day: format.day(proof.since) })}, {t("why.version", { version: proof.version })}
        </Text>
        {proof.reason_closed !== null && (
          <Badge color="amber" variant="light" radius="sm" tt="none" fw={500}>
            {t("flag.proof_closed")}
          </Badge>
        )}
        <WhyButton machine={machine} trigger={proof.trigger} title={proof.title} />
      </Group>
      <EvidenceList evidence={proof.evidence} />
      <UnstyledButton mt="xs" fz="sm" c="var(--mantine-color-anchor)" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
        <Group gap={4} component="span">
          <Chevron size={15} stroke={1.8} aria-hidden />
          {t("why.priority", { score: format.number(proof.priority.score, 0) })}
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <Box pt="xs">
          <PriorityBreakdown priority={proof.priority} />
        </Box>
      </Collapse>
    </Paper>
  );
}
