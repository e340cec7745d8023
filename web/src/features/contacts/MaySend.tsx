import { Text } from "@mantine/core";
import { IconCheck, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ContactMay, MessagePurpose } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useReasonWords } from "../campaigns/reasons";
import classes from "./Contacts.module.css";
import { useTopicName } from "./useTopicName";

/** Whether mail may go out by itself, on which topics, and else why a person has to see to it. */
export function MaySend({ may, purpose }: { may: readonly ContactMay[]; purpose: MessagePurpose }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const topicName = useTopicName();
  const words = useReasonWords();
  const goes = may.filter((of) => of[purpose].length === 0);
  const stays = may.find((of) => of[purpose].length > 0);
  const all = stays === undefined;
  const Icon = goes.length > 0 ? IconCheck : IconUser;
  return (
    <div>
      <span className={classes.may} data-goes={goes.length > 0 || undefined}>
        <Icon size={14} stroke={2} aria-hidden />
        {all ? t("may.yes") : goes.length > 0 ? t("may.some", { topics: format.list(goes.map(({ topic }) => topicName(topic))) }) : t("may.task")}
      </span>
      {stays && (
        <Text size="xs" c="dimmed">
          {stays[purpose].map(words.reason).join("; ")}
        </Text>
      )}
    </div>
  );
}
