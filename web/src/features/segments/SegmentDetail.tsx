import { Alert, Code, Paper, Stack, Tabs, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SegmentFull } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { isCompared } from "./compared";
import { MembersTab } from "./MembersTab";
import { MembershipChart } from "./MembershipChart";
import { MissingFacts } from "./MissingFacts";
import { historyQuery } from "./queries";
import classes from "./Segments.module.css";
import { Versions } from "./Versions";

/** Who is in it, who came and went, how many there were, what it says and who changed it. */
export function SegmentDetail({ found }: { found: SegmentFull }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const { segment } = found;
  const { data: history = [] } = useQuery(historyQuery(segment.id));
  const number = (value: number) => format.number(value, 0);
  const since = isCompared(segment, found.as_of) ? format.day(segment.since) : null;
  const notCompared = t(segment.since === null ? "detail.not_noted" : "not_compared");
  return (
    <Stack gap="md">
      {segment.wrong !== null && (
        <Alert color="red" title={t("detail.wrong")}>
          {segment.wrong}
        </Alert>
      )}
      {segment.redefined && (
        <Alert color="amber" title={t("redefined.title", { day: format.day(segment.redefined.on) })}>
          {t("redefined.text", { before: segment.redefined.before, now: segment.redefined.now })}
        </Alert>
      )}
      <Paper p="md" component="section" aria-label={t("detail.figures")}>
        <dl className={classes.counts}>
          <div>
            <dt>{t("members")}</dt>
            <dd>{segment.wrong === null ? number(segment.members) : "?"}</dd>
            <dd className={classes.note}>{t("detail.of", { count: segment.machines, number: number(segment.machines) })}</dd>
          </div>
          <div>
            <dt>{t("joined")}</dt>
            <dd>{since === null ? "–" : number(segment.joined)}</dd>
            <dd className={classes.note}>{since === null ? notCompared : t("since", { day: since })}</dd>
          </div>
          <div>
            <dt>{t("left")}</dt>
            <dd>{since === null ? "–" : number(segment.left)}</dd>
            <dd className={classes.note}>{since === null ? notCompared : t("since", { day: since })}</dd>
          </div>
          <div>
            <dt>{t("unknown")}</dt>
            <dd>{segment.wrong === null ? number(segment.unknown) : "?"}</dd>
            <dd className={classes.note}>{t("detail.unknown_note")}</dd>
          </div>
        </dl>
        <MissingFacts missing={found.missing} />
      </Paper>
      {segment.wrong === null && (
        <Paper p="md">
          <Tabs defaultValue="member" keepMounted={false}>
            <Tabs.List mb="sm">
              <Tabs.Tab value="member">{t("members")}</Tabs.Tab>
              <Tabs.Tab value="joined">{t("joined")}</Tabs.Tab>
              <Tabs.Tab value="left">{t("left")}</Tabs.Tab>
              <Tabs.Tab value="unknown">{t("unknown")}</Tabs.Tab>
            </Tabs.List>
            {(["member", "joined", "left", "unknown"] as const).map((which) => (
              <Tabs.Panel key={which} value={which}>
                <MembersTab segment={segment} which={which} />
              </Tabs.Panel>
            ))}
          </Tabs>
        </Paper>
      )}
      {history.length > 1 && <MembershipChart points={history} />}
      <div className={classes.columns}>
        <Paper p="md" component="section" aria-labelledby="condition">
          <Title order={2} id="condition" mb="xs">
            {t("sql.title")}
          </Title>
          {found.sql !== null && (
            <Code block className={classes.code}>
              {found.sql}
            </Code>
          )}
          <Text size="sm" c="dimmed" mt={4}>
            {t("sql.as_of", { day: format.day(found.as_of) })}
          </Text>
          {[["uses", segment.uses] as const, ["used_by", segment.used_by] as const].map(
            ([kind, ids]) =>
              ids.length > 0 && (
                <Text key={kind} size="sm" mt="sm">
                  {t(`detail.${kind}`)}{" "}
                  {ids.map((id, at) => (
                    <span key={id}>
                      {at > 0 && ", "}
                      <AnchorLink inherit to="/segments/$id" params={{ id }}>
                        {id}
                      </AnchorLink>
                    </span>
                  ))}
                </Text>
              ),
          )}
        </Paper>
        <Versions segment={segment} />
      </div>
    </Stack>
  );
}
