import { Badge, Button, Collapse, Group, Text } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PortalNotice, PortalNoticeState } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { useTopicName } from "../contacts/useTopicName";
import classes from "./Portal.module.css";

const COLOUR: Record<PortalNoticeState, string> = { new: "gray", seen: "gray", accepted: "teal", declined: "red", asked: "amber", withdrawn: "gray" };

interface Props {
  notices: readonly PortalNotice[];
  /** There are more than are listed. */
  more: boolean;
  withOpportunity?: boolean;
}

/** Notices with what became of them, newest first. */
export function NoticeList({ notices, more, withOpportunity }: Props) {
  const { t } = useTranslation("portal-staff");
  return (
    <>
      <ul className={classes.list}>
        {notices.map((notice) => (
          <Item key={notice.id} notice={notice} withOpportunity={withOpportunity} />
        ))}
      </ul>
      {more && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("notices.more", { number: notices.length })}
        </Text>
      )}
    </>
  );
}

function Item({ notice, withOpportunity }: { notice: PortalNotice; withOpportunity: boolean | undefined }) {
  const { t } = useTranslation("portal-staff");
  const format = useFormats();
  const topicName = useTopicName();
  const id = useId();
  const [open, setOpen] = useState(false);
  const { subject, state, answered_on: on, answered_by: by, comment, reason, opportunity_id: opportunity } = notice;
  return (
    <li className={classes.notice}>
      <Group gap="xs">
        <Text fw={600}>{subject}</Text>
        <Badge variant="light" color={COLOUR[state]} radius="sm" tt="none" fw={500}>
          {t(`notice.state.${state}`)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {t("notice.made", { topic: topicName(notice.topic), day: format.day(notice.made_on) })}
        {on !== null && ` · ${t("notice.answered", { person: by ?? "", day: format.day(on) })}`}
      </Text>
      {reason !== null && <Text size="sm">{t("notice.reason", { reason: t(`notice.reasons.${reason}`) })}</Text>}
      {comment !== null && comment !== "" && <blockquote className={classes.quote}>{comment}</blockquote>}
      <Group gap="sm">
        <Button variant="subtle" size="compact-sm" px={0} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} aria-label={t(open ? "notice.hide_label" : "notice.show_label", { subject })}>
          {t(open ? "notice.hide" : "notice.show")}
        </Button>
        {withOpportunity && opportunity !== null && (
          <AnchorLink to="/opportunities/$id" params={{ id: opportunity }} size="sm" aria-label={t("notice.opportunity_label", { subject })}>
            {t("notice.opportunity")}
          </AnchorLink>
        )}
      </Group>
      <Collapse expanded={open} id={id}>
        <Text className={classes.text}>{notice.text}</Text>
      </Collapse>
    </li>
  );
}
