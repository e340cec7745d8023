import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MatchSide } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Fields.module.css";

interface Props {
  side: MatchSide;
  /** Whether it keeps its number and history. */
  stays: boolean;
}

/** One of the two machines: where it is known from, and whether it keeps its number. */
export function SideHead({ side, stays }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  return (
    <Table.Th scope="col" className={classes.side}>
      <AnchorLink to="/machines/$id" params={{ id: side.machine_id }} fw={600} preload={false} aria-label={t("side.open", { serial: side.serial_number })}>
        {side.serial_number}
      </AnchorLink>
      <Badge variant={stays ? "light" : "outline"} color={stays ? "teal" : "gray"} radius="sm" tt="none" fw={500} className={classes.role} classNames={{ label: classes.roleLabel }}>
        {t(stays ? "side.stays" : "side.joins")}
      </Badge>
      <Text size="sm" c="dimmed" fw={400}>
        {side.sources.length > 0 && t("side.sources", { count: side.sources.length, sources: format.list(side.sources) })}
      </Text>
      <Text size="sm" c="dimmed" fw={400}>
        {side.value_eur === null ? t("side.no_opportunities") : t("side.opportunities", { value: format.money(side.value_eur) })}
      </Text>
    </Table.Th>
  );
}
