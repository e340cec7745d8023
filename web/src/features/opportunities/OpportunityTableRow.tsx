import { Checkbox, Group, Table, Text } from "@mantine/core";
import { IconFlag3 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { useWords } from "../../api/catalogue";
import { useSession } from "../../api/session";
import { Money } from "../../components/Money";
import { ScoreBadge } from "../../components/ScoreBadge";
import { useCountryName } from "../../format/useCountryName";
import { useFormats } from "../../format/useFormats";
import { MoveMenu } from "./MoveMenu";
import { nameOf } from "./notices";
import classes from "./OpportunityTable.module.css";
import { StageDot } from "./StageDot";
import { Topics } from "./Topics";
import { useOpenPanel } from "./useOpenPanel";
import { Waits } from "./Waits";

interface Props {
  row: OpportunityRow;
  canEdit: boolean;
  selected: boolean;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

export function OpportunityTableRow({ row, canEdit, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const { campaignLabel } = useWords();
  const { today } = useSession();
  const format = useFormats();
  const countryName = useCountryName();
  const { linkTo } = useOpenPanel();
  const overdue = row.follow_up_on !== null && row.follow_up_on <= today;
  return (
    <Table.Tr bg={selected ? "var(--mantine-color-petrol-light)" : undefined}>
      {onSelect && (
        <Table.Td w={36}>
          <Checkbox
            size="xs"
            checked={selected}
            onChange={(event) => onSelect(row, event.currentTarget.checked)}
            aria-label={t("card.select", { name: nameOf(row) })}
          />
        </Table.Td>
      )}
      <Table.Td>
        <ScoreBadge score={row.score} />
      </Table.Td>
      <Table.Td>
        <Link {...linkTo(row.id)} className={classes.name} preload={false}>
          {row.customer_name ?? t("card.no_customer")}
        </Link>
        <Text size="xs" c="dimmed">
          {[row.city, countryName(row.country)].filter(Boolean).join(", ")}
        </Text>
      </Table.Td>
      <Table.Td className={classes.nowrap}>
        {row.serial_number}
        <Text size="xs" c="dimmed">
          {row.machine_type}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="xs" c="dimmed">
          {campaignLabel(row.campaign)}
        </Text>
        <span className={classes.reason} title={row.reason}>
          {row.reason}
        </span>
        <Topics row={row} />
      </Table.Td>
      <Table.Td className={classes.nowrap}>
        <Group gap={6} wrap="nowrap">
          <StageDot stage={row.stage} />
          {t(`stage.${row.stage}`)}
          {row.flag !== null && (
            <IconFlag3 size={15} stroke={1.8} color="var(--instand-attention)" role="img" aria-label={t("card.flagged")} />
          )}
        </Group>
        <Waits row={row} />
      </Table.Td>
      <Table.Td className={classes.nowrap}>{row.owner}</Table.Td>
      <Table.Td ta="right" fw={600}>
        <Money value={row.value_eur} />
      </Table.Td>
      <Table.Td className={classes.nowrap}>
        {row.follow_up_on && (
          <Text
            span
            inherit
            c={overdue ? "var(--mantine-color-error)" : undefined}
            fw={overdue ? 600 : undefined}
            title={overdue ? t("card.overdue", { day: format.day(row.follow_up_on) }) : undefined}
          >
            {format.day(row.follow_up_on)}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.nowrap}>{format.day(row.opened_on)}</Table.Td>
      <Table.Td w={36}>
        <MoveMenu row={row} canEdit={canEdit} onMove={onMove} />
      </Table.Td>
    </Table.Tr>
  );
}
