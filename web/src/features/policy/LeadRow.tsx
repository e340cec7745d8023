import { ActionIcon, Group, MultiSelect, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import classes from "./Policy.module.css";

interface Props {
  lead: string;
  others: readonly string[];
  along: readonly string[];
  isFirst: boolean;
  isLast: boolean;
  isLocked: boolean;
  onMove: (by: -1 | 1) => void;
  onTakeAlong: (along: string[]) => void;
}

/** A campaign in the order, with what is spoken of along with it. */
export function LeadRow({ lead, others, along, isFirst, isLast, isLocked, onMove, onTakeAlong }: Props) {
  const { t } = useTranslation("policy");
  const { campaignLabel } = useWords();
  const campaign = campaignLabel(lead);
  // That a campaign goes with itself needs no saying, nor can it be changed: conversations take it along anyway.
  const taken = along.filter((other) => other !== lead);
  const offered = [...others, ...taken.filter((other) => !others.includes(other))];
  return (
    <li className={classes.lead}>
      <Group gap="xs" wrap="nowrap">
        {!isLocked && (
          <>
            {/* They stay in reach of the keyboard at either end: a button that goes takes the focus with it. */}
            <ActionIcon variant="default" aria-disabled={isFirst} data-disabled={isFirst || undefined} aria-label={t("conversations.up", { campaign })} onClick={() => !isFirst && onMove(-1)}>
              <IconArrowUp size={16} stroke={1.7} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" aria-disabled={isLast} data-disabled={isLast || undefined} aria-label={t("conversations.down", { campaign })} onClick={() => !isLast && onMove(1)}>
              <IconArrowDown size={16} stroke={1.7} aria-hidden />
            </ActionIcon>
          </>
        )}
        <Text span fw={500}>
          {campaign}
        </Text>
      </Group>
      <MultiSelect
        aria-label={t("conversations.along", { campaign })}
        placeholder={taken.length === 0 ? t("conversations.nothing_along") : undefined}
        data={offered.map((other) => ({ value: other, label: campaignLabel(other) }))}
        value={taken}
        readOnly={isLocked}
        searchable
        hidePickedOptions
        nothingFoundMessage={t("conversations.nothing_found")}
        onChange={onTakeAlong}
      />
    </li>
  );
}
