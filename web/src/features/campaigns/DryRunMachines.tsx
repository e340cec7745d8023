import { Button, Collapse, Paper, Stack, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail, CampaignDryRun, PlannedEnrolment, PlannedMessage } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Campaigns.module.css";
import { useStepWords } from "./detail/stepWords";
import { campaignQuery } from "./queries";
import { useReasonWords } from "./reasons";

/** Machines shown at once; the next come when asked for. */
const PART = 25;

/** The machines that would be taken in, each with its messages when it is opened. */
export function DryRunMachines({ run, campaign }: { run: CampaignDryRun; campaign: string }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const [shown, setShown] = useState(PART);
  // Steps and messages are named by what the campaign says.
  const { data: detail } = useQuery(campaignQuery(campaign));
  const { enrolled, total } = run;
  return (
    <>
      <Paper className={classes.frame}>
        <ul className={classes.plain} aria-label={t("dry_run.machines")}>
          {enrolled.slice(0, shown).map((of) => (
            <Machine key={of.machine_id} of={of} campaign={detail} />
          ))}
        </ul>
      </Paper>
      <Stack gap={4} align="flex-start" mt="xs">
        {shown < enrolled.length && (
          <Button variant="default" onClick={() => setShown(shown + PART)}>
            {t("more", { number: format.number(Math.min(PART, enrolled.length - shown), 0) })}
          </Button>
        )}
        <Text size="sm" c="dimmed">
          {t("dry_run.range", { shown: format.number(Math.min(shown, enrolled.length), 0), total: format.number(total, 0) })}
        </Text>
      </Stack>
    </>
  );
}

function Machine({ of, campaign }: { of: PlannedEnrolment; campaign: CampaignDetail | undefined }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const { stepNamed } = useStepWords(campaign);
  const id = useId();
  const [open, setOpen] = useState(false);
  const mails = of.messages.filter(({ kind }) => kind === "mail").length;
  const tasks = of.messages.length - mails;
  const counts = `${t("dry_run.mails", { count: mails, number: format.number(mails, 0) })}, ${t("dry_run.tasks", { count: tasks, number: format.number(tasks, 0) })}`;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <li className={classes.machine}>
      <div className={classes.machineHead}>
        <div>
          <AnchorLink to="/machines/$id" params={{ id: of.machine_id }} fw={600}>
            {of.serial_number}
          </AnchorLink>
          <Text size="sm" c="dimmed">
            {[of.customer_name ?? t("no_customer"), of.address ?? t("dry_run.no_address")].join(" · ")}
          </Text>
        </div>
        {of.is_control ? (
          <Text size="sm" c="dimmed">
            {t("dry_run.control")}
          </Text>
        ) : (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={open}
            aria-controls={id}
            aria-label={`${counts}: ${of.serial_number}`}
            leftSection={<Chevron size={16} stroke={1.6} aria-hidden />}
            onClick={() => setOpen(!open)}
          >
            {counts}
          </Button>
        )}
      </div>
      <Collapse expanded={open} id={id}>
        {open && (
          <ol className={classes.messages}>
            {of.messages.map((message) => (
              <Message key={`${message.on} ${message.step} ${message.what}`} message={message} campaign={campaign} />
            ))}
          </ol>
        )}
        {open && of.left_out.length > 0 && (
          <Text size="sm" c="dimmed" mt={4}>
            {t("dry_run.left_out", { steps: of.left_out.map(stepNamed).join("; ") })}
          </Text>
        )}
      </Collapse>
    </li>
  );
}

function Message({ message, campaign }: { message: PlannedMessage; campaign: CampaignDetail | undefined }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const { reason } = useReasonWords();
  const { mailNamed } = useStepWords(campaign);
  const what = ((): string => {
    if (message.kind === "mail") return mailNamed(message.what);
    if (message.kind === "webhook") return t("message.webhook", { name: message.what });
    if (message.kind === "assign") return t("message.assign", { name: message.what });
    if (message.kind === "notice") return t("message.notice", { title: mailNamed(message.what) });
    if (message.what === "instead_of_mail" || message.what === "instead_of_assignment" || message.what === "answer" || message.what === "release") return t(`message.${message.what}`);
    return t(message.kind === "work_order" ? "message.work_order" : "message.task", { title: message.what });
  })();
  return (
    <li>
      <span className={classes.nowrap}>{format.day(message.on)}</span>
      <div>
        {what}
        {message.reasons.length > 0 && (
          <Text size="sm" c="dimmed">
            {message.reasons.map(reason).join("; ")}
          </Text>
        )}
      </div>
    </li>
  );
}
