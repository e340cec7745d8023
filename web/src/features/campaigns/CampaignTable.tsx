import { Group, Paper, Stack, Table, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { CampaignRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { CampaignBadge } from "./CampaignBadge";
import classes from "./Campaigns.module.css";
import { useScopeText } from "./useScopeText";

const FIGURES = ["running", "answered", "ended", "controls"] as const;

/** How far each campaign is; cards on a phone. */
export function CampaignTable({ campaigns }: { campaigns: readonly CampaignRow[] }) {
  const phone = useMediaQuery("(max-width: 48em)");
  return phone ? <Cards campaigns={campaigns} /> : <Rows campaigns={campaigns} />;
}

function Rows({ campaigns }: { campaigns: readonly CampaignRow[] }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const scopeText = useScopeText();
  return (
    <Table.ScrollContainer minWidth={760} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("list.title") } }}>
      <Table aria-label={t("list.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.campaign")}</Table.Th>
            <Table.Th>{t("column.state")}</Table.Th>
            <Table.Th>{t("column.scope")}</Table.Th>
            {FIGURES.map((figure) => (
              <Table.Th key={figure} ta="right">
                {t(`figure.${figure}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {campaigns.map((of) => (
            <Table.Tr key={of.id}>
              <Table.Td>
                <AnchorLink to="/campaigns/$id" params={{ id: of.id }} fw={600}>
                  {of.title}
                </AnchorLink>
                <Text size="xs" c="dimmed">
                  {t("saved", { version: String(of.version), person: of.saved_by, at: format.instant(of.saved_at) })}
                </Text>
              </Table.Td>
              <Table.Td>
                <CampaignBadge state={of.state} />
              </Table.Td>
              <Table.Td className={classes.wide}>{scopeText(of.scope)}</Table.Td>
              {FIGURES.map((figure) => (
                <Table.Td key={figure} ta="right">
                  {format.number(of[figure], 0)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards({ campaigns }: { campaigns: readonly CampaignRow[] }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const scopeText = useScopeText();
  return (
    <Stack component="ul" gap="xs" className={classes.plain} aria-label={t("list.title")}>
      {campaigns.map((of) => (
        <Paper component="li" p="sm" key={of.id}>
          <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <AnchorLink to="/campaigns/$id" params={{ id: of.id }} fw={600}>
              {of.title}
            </AnchorLink>
            <CampaignBadge state={of.state} />
          </Group>
          <Text size="sm" c="dimmed">
            {scopeText(of.scope)}
          </Text>
          <Text size="sm">{FIGURES.map((figure) => `${t(`figure.${figure}`)}: ${format.number(of[figure], 0)}`).join(" · ")}</Text>
        </Paper>
      ))}
    </Stack>
  );
}
