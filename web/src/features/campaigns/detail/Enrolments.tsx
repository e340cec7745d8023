import { Button, Paper, Skeleton, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail, Enrolment } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { useFormats } from "../../../format/useFormats";
import classes from "../Campaigns.module.css";
import { HappenedMenu } from "../HappenedMenu";
import { enrolmentsQuery } from "../queries";
import { useReasonWords } from "../reasons";
import { useStepWords } from "./stepWords";

const PART = 50;
/** The server lists so many at most. */
const MOST = 500;

/** Who takes part, how far each is, and why it ended for others. */
export function Enrolments({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const { ending } = useReasonWords();
  const query = useQuery(enrolmentsQuery(campaign.id));
  const endings = Object.entries(campaign.endings).sort(([, a], [, b]) => b - a);
  return (
    <section aria-labelledby="enrolments">
      <Title order={2} id="enrolments" mb="xs">
        {t("enrolments.heading")}
      </Title>
      <Paper p="md" mb="md">
        <dl className={classes.figures}>
          {(["running", "answered", "ended", "controls"] as const).map((figure) => (
            <div key={figure}>
              <dt>{t(`figure.${figure}`)}</dt>
              <dd>{format.number(campaign[figure], 0)}</dd>
            </div>
          ))}
        </dl>
        {endings.length > 0 && (
          <>
            <Title order={3} size="sm" mt="md" mb={2}>
              {t("enrolments.endings")}
            </Title>
            <ul className={classes.reasons}>
              {endings.map(([reason, count]) => (
                <li key={reason}>
                  {ending(reason)}: {format.number(count, 0)}
                </li>
              ))}
            </ul>
          </>
        )}
      </Paper>
      <Loaded query={query} skeleton={<Skeleton h={240} />}>
        {(rows) => (rows.length === 0 ? <Text c="dimmed">{t("enrolments.none")}</Text> : <Rows campaign={campaign} rows={rows} />)}
      </Loaded>
    </section>
  );
}

function Rows({ campaign, rows }: { campaign: CampaignDetail; rows: readonly Enrolment[] }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const may = useMay();
  const { ending } = useReasonWords();
  const { stepNamed } = useStepWords(campaign);
  const [shown, setShown] = useState(PART);
  return (
    <>
      <Table.ScrollContainer minWidth={760} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("enrolments.heading") } }}>
        <Table aria-label={t("enrolments.heading")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("column.machine")}</Table.Th>
              <Table.Th>{t("column.state")}</Table.Th>
              <Table.Th>{t("column.step")}</Table.Th>
              <Table.Th>{t("column.joined")}</Table.Th>
              <Table.Th>{t("column.due")}</Table.Th>
              {may("work") && <Table.Th>{t("column.note")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, shown).map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  <AnchorLink to="/machines/$id" params={{ id: row.machine_id }} fw={600}>
                    {row.serial_number ?? t("gone_machine")}
                  </AnchorLink>
                  <Text size="xs" c="dimmed">
                    {row.customer_name ?? t("no_customer")}
                  </Text>
                </Table.Td>
                <Table.Td className={classes.nowrap}>{t(`enrolment.${row.state}`)}</Table.Td>
                <Table.Td className={classes.wide}>{row.reason !== null ? ending(row.reason) : row.step === null ? "–" : stepNamed(row.step)}</Table.Td>
                <Table.Td className={classes.nowrap}>{format.day(row.joined_on)}</Table.Td>
                <Table.Td className={classes.nowrap}>{row.due_on === null ? "–" : format.day(row.due_on)}</Table.Td>
                {may("work") && <Table.Td>{(row.state === "active" || row.state === "answered") && <HappenedMenu enrolment={row} />}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {shown < rows.length && (
        <Button variant="default" mt="xs" onClick={() => setShown(shown + PART)}>
          {t("more", { number: format.number(Math.min(PART, rows.length - shown), 0) })}
        </Button>
      )}
      {rows.length >= MOST && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("enrolments.most", { number: format.number(MOST, 0) })}
        </Text>
      )}
    </>
  );
}
