import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchSide } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Fields.module.css";

interface Props {
  about: MatchAbout;
  side: MatchSide;
  /** Whether it keeps its number and history. */
  stays: boolean;
}

/** One of the two machines: where it is known from, and whether it keeps its number. */
export function SideHead({ about, side, stays }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  return (
    <Table.Th scope="col" className={classes.side}>
      {about === "customer" ? (
        <AnchorLink to="/machines" search={{ customer: side.id }} fw={600} preload={false} aria-label={t("side.open_customer", { name: side.name })}>
          {side.name}
        </AnchorLink>
      ) : (
        <AnchorLink to="/machines/$id" params={{ id: side.id }} fw={600} preload={false} aria-label={t("side.open", { serial: side.name })}>
          {side.name}
        </AnchorLink>
      )}
      <Badge variant={stays ? "light" : "outline"} color={stays ? "teal" : "gray"} radius="sm" tt="none" fw={500} className={classes.role} classNames={{ label: classes.roleLabel }}>
        {t(stays ? "side.stays" : "side.joins")}
      </Badge>
      {about === "customer" && (
        <Text size="sm" c="dimmed" fw={400}>
          {t("side.machines", { count: side.machines, number: format.number(side.machines, 0) })}
        </Text>
      )}
      <Text size="sm" c="dimmed" fw={400}>
        {side.sources.length > 0 && t("side.sources", { count: side.sources.length, sources: format.list(side.sources) })}
      </Text>
      <Text size="sm" c="dimmed" fw={400}>
        {side.value_eur === null ? t("side.no_opportunities") : t("side.opportunities", { value: format.money(side.value_eur) })}
      </Text>
    </Table.Th>
  );
}
