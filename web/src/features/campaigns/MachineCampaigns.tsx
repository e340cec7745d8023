import { Button, Collapse, Group, Paper, Text, Title } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Enrolment, EnrolmentNote } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Campaigns.module.css";
import { useStepWords } from "./detail/stepWords";
import { HappenedMenu } from "./HappenedMenu";
import { campaignQuery, campaignsQuery, machineEnrolmentsQuery } from "./queries";
import { useReasonWords } from "./reasons";

/** The campaigns a machine takes part in; nothing where there are none. */
export function MachineCampaigns({ machine }: { machine: string }) {
  const { t } = useTranslation("campaigns");
  const id = useId();
  const { data: enrolments = [] } = useQuery(machineEnrolmentsQuery(machine));
  if (enrolments.length === 0) return null;
  return (
    <Paper p="md" mb="md" component="section" aria-labelledby={id}>
      <Title order={2} id={id} mb={4}>
        {t("machine.heading")}
      </Title>
      <ul className={classes.plain}>
        {enrolments.map((enrolment) => (
          <TakesPart key={enrolment.id} enrolment={enrolment} />
        ))}
      </ul>
    </Paper>
  );
}

function TakesPart({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const may = useMay();
  const { ending } = useReasonWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  const { data: campaigns } = useQuery(campaignsQuery);
  const title = campaigns?.items.find((of) => of.id === enrolment.campaign)?.title ?? enrolment.campaign;
  const isRunning = enrolment.state === "active" || enrolment.state === "answered";
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const standing = [
    t(`enrolment.${enrolment.state}`),
    t("machine.since", { day: format.day(enrolment.joined_on) }),
    enrolment.reason === null ? null : ending(enrolment.reason),
    enrolment.due_on === null ? null : t("machine.due", { day: format.day(enrolment.due_on) }),
  ].filter((part) => part !== null);
  return (
    <li className={classes.takesPart}>
      <div className={classes.machineHead}>
        <div>
          <AnchorLink to="/campaigns/$id" params={{ id: enrolment.campaign }} fw={600}>
            {title}
          </AnchorLink>
          <Text size="sm" c="dimmed">
            {standing.join(" · ")}
          </Text>
        </div>
        <Group gap="xs">
          {isRunning && may("work") && <HappenedMenu enrolment={enrolment} />}
          {enrolment.notes.length + enrolment.mails.length > 0 && (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-expanded={open}
              aria-controls={id}
              aria-label={t("machine.history_of", { title })}
              leftSection={<Chevron size={16} stroke={1.6} aria-hidden />}
              onClick={() => setOpen(!open)}
            >
              {t("machine.history")}
            </Button>
          )}
        </Group>
      </div>
      <Collapse expanded={open} id={id}>
        {open && (
          <>
            <Notes enrolment={enrolment} />
            <Mails enrolment={enrolment} />
          </>
        )}
      </Collapse>
    </li>
  );
}

/** What came of each step, the oldest first. */
function Notes({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const { reason, ending } = useReasonWords();
  const { stepNamed } = useStepWords(useQuery(campaignQuery(enrolment.campaign)).data);
  const textOf = ({ what, step, why, until }: EnrolmentNote) => {
    const inWords = what === "ended" ? ending : what === "went" ? stepNamed : reason;
    return t(`note.${what}`, { step: step === null ? "" : stepNamed(step), why: why.map(inWords).join("; "), until: until === null ? "" : format.day(until) });
  };
  return (
    <ol className={classes.messages}>
      {enrolment.notes.map((note, at) => (
        <li key={at}>
          <span className={classes.nowrap}>{format.day(note.on)}</span>
          <span>{textOf(note)}</span>
        </li>
      ))}
    </ol>
  );
}

/** What was written to and fro, the oldest first. */
function Mails({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const { stepNamed } = useStepWords(useQuery(campaignQuery(enrolment.campaign)).data);
  if (enrolment.mails.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600} mt="xs">
        {t("machine.mails")}
      </Text>
      <ol className={classes.messages}>
        {enrolment.mails.map((mail, at) => (
          <li key={at}>
            <span className={classes.nowrap}>{format.instant(mail.at)}</span>
            <span>
              {t(`letter.${mail.what}`, { address: mail.address ?? "", step: mail.step === null ? "" : stepNamed(mail.step) })}
              {mail.text !== null && <blockquote className={classes.said}>{mail.text}</blockquote>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
