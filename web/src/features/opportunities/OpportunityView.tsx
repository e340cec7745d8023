import { Alert, Group, Paper, Text, Title } from "@mantine/core";
import { IconFlag3, IconLock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { OpportunityDetail, Stage } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { SuppressMenu } from "../held/SuppressMenu";
import { OpportunityNotices } from "../portal/OpportunityNotices";
import { Activities } from "./Activities";
import { useChange } from "./changes";
import { Contact } from "./Contact";
import { Conversation } from "./Conversation";
import { Figures } from "./Figures";
import { FollowUp } from "./FollowUp";
import { LostDialog } from "./LostDialog";
import classes from "./OpportunityView.module.css";
import { OwnerField } from "./OwnerField";
import { Proofs } from "./Proofs";
import { StageButtons } from "./StageButtons";
import { subjectsOf } from "./subjectsOf";
import { Waits } from "./Waits";

interface Props {
  opportunity: OpportunityDetail;
  /** Two columns, on a page of its own. */
  wide?: boolean;
  /** Tells the panel that a question lies over it. */
  onAsking?: (asking: boolean) => void;
}

/** Everything one needs for the call, and everything to record after it. */
export function OpportunityView({ opportunity, wide, onAsking }: Props) {
  const { t } = useTranslation("opportunities");
  const { campaignLabel } = useWords();
  const change = useChange();
  const [losing, setLosing] = useState(false);
  const ask = (asking: boolean) => {
    setLosing(asking);
    onAsking?.(asking);
  };
  const move = (stage: Stage) => {
    if (stage === "lost") ask(true);
    else change.mutate({ row: opportunity, change: { stage } });
  };
  const editable = opportunity.can_edit;
  const machine = [opportunity.machine_type, opportunity.serial_number].filter(Boolean).join(" · ");

  const head = (
    <>
      <div>
        {!wide && (
          <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
            <Title order={2} size="h2">
              {opportunity.customer_name ?? t("card.no_customer")}
            </Title>
            <SuppressMenu subjects={subjectsOf(opportunity)} onAsking={onAsking} />
          </Group>
        )}
        <Group gap="0 1rem">
          <Text>{campaignLabel(opportunity.campaign)}</Text>
          <AnchorLink to="/machines/$id" params={{ id: opportunity.machine_id }} title={t("panel.machine")}>
            {machine}
          </AnchorLink>
          {opportunity.customer_id && (
            <AnchorLink to="/opportunities" search={{ customer: opportunity.customer_id, owner: "all", attached: "all", flagged: "all", view: "list" }}>
              {t("panel.customer_all")}
            </AnchorLink>
          )}
        </Group>
      </div>
      {opportunity.flag !== null && (
        <Alert color="amber" variant="light" icon={<IconFlag3 size={18} aria-hidden />} title={t("flag.title")}>
          {/* The server gives a reason in words, or only a name of one. */}
          {/\s/.test(opportunity.flag) ? opportunity.flag : t("flag.reason_gone")}
        </Alert>
      )}
      <Text size="lg">{opportunity.reason}</Text>
      <Figures opportunity={opportunity} />
      <Waits row={opportunity} />
      <Conversation opportunity={opportunity} />
    </>
  );
  const work = (
    <Paper p="md" component="section" aria-label={t("field.stage")}>
      {!editable && (
        <Group gap="xs" mb="sm" wrap="nowrap" c="dimmed">
          <IconLock size={16} stroke={1.7} aria-hidden style={{ flex: "none" }} />
          <Text size="sm">{t("panel.read_only", { owner: opportunity.owner })}</Text>
        </Group>
      )}
      <StageButtons opportunity={opportunity} disabled={!editable} onMove={move} />
      <Group grow mt="md" align="flex-start" preventGrowOverflow={false}>
        <OwnerField opportunity={opportunity} disabled={!editable} />
        <FollowUp opportunity={opportunity} disabled={!editable} />
      </Group>
    </Paper>
  );
  const proofs = <Proofs machine={opportunity.machine_id} proofs={opportunity.proofs} />;

  return (
    <div className={classes.columns} data-wide={wide || undefined}>
      <div className={classes.column}>
        {head}
        {wide && proofs}
      </div>
      <div className={classes.column}>
        {work}
        <Contact opportunity={opportunity} />
        <OpportunityNotices opportunity={opportunity.id} />
        {!wide && proofs}
        <Activities opportunity={opportunity} />
      </div>
      {losing && <LostDialog row={opportunity} onClose={() => ask(false)} />}
    </div>
  );
}
