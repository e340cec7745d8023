import { Alert, Badge, Button, Group, Menu, Paper, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconHistory, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ConnectorRow, Job } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { ConnectorRuns } from "./ConnectorRuns";
import classes from "./Imports.module.css";
import { connectorsQuery } from "./queries";
import { useRunText } from "./useRunText";

/** From so many failures in a row on, it is no chance any more. */
const MANY = 3;

const COLORS = { running: "blue", changed: "teal", unchanged: "gray", failed: "red" } as const;

export function ConnectorCard({ connector }: { connector: ConnectorRow }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const client = useQueryClient();
  const { when, outcome } = useRunText();
  const [history, setHistory] = useState(false);
  const [jobId, setJobId] = useState<string>();
  // The stream of events keeps the job up to date.
  const job = useQuery<Job>({ queryKey: ["jobs", jobId], enabled: false }).data;
  const start = useMutation({
    mutationFn: (whole: boolean) => api.post<Job>(`/connectors/${encodeURIComponent(connector.name)}/pull`, { whole }),
    onSuccess: (started) => {
      client.setQueryData(["jobs", started.id], (known: Job | undefined) => known ?? started);
      setJobId(started.id);
      void client.invalidateQueries({ queryKey: connectorsQuery.queryKey });
    },
  });
  const { last } = connector;
  const running = connector.running || job?.state === "running" || start.isPending;
  const state = running ? "running" : last?.outcome;
  const error = connector.problem ?? (last?.outcome === "failed" ? last.error : null);
  const many = connector.failures >= MANY;

  return (
    <Paper p="md" component="article" aria-label={connector.name}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Group gap="xs">
            <Title order={3} size="h4">
              {connector.name}
            </Title>
            <Badge variant="light" color={state ? COLORS[state] : "gray"}>
              {t(`connectors.state.${state ?? "never"}`)}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed" className={classes.place}>
            {t(`connectors.kind.${connector.kind}`)} · {connector.place}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconHistory size={16} aria-hidden />}
            aria-expanded={history}
            onClick={() => setHistory(!history)}
          >
            {t("connectors.history")}
          </Button>
          {connector.kind === "inbox" ? (
            <Button size="xs" variant="default" loading={running} onClick={() => start.mutate(false)}>
              {t("connectors.look_now")}
            </Button>
          ) : (
            <Button.Group>
              <Button
                size="xs"
                variant="default"
                loading={running}
                leftSection={<IconRefresh size={16} aria-hidden />}
                onClick={() => start.mutate(false)}
              >
                {t("connectors.pull_now")}
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button size="xs" variant="default" px={6} disabled={running} aria-label={t("connectors.more", { name: connector.name })}>
                    <IconChevronDown size={16} aria-hidden />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => start.mutate(true)}>
                    {t("connectors.pull_whole")}
                    <Text size="xs" c="dimmed">
                      {t("connectors.pull_whole_hint")}
                    </Text>
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </Button.Group>
          )}
        </Group>
      </Group>
      {error && !running && (
        <Alert
          color="red"
          variant={many ? "light" : "default"}
          mt="sm"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={many ? t("connectors.failing", { number: format.number(connector.failures) }) : t("connectors.failed_once")}
          role={many ? "alert" : undefined}
        >
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {error}
          </Text>
        </Alert>
      )}
      <dl className={classes.facts}>
        <div>
          <dt>{t("connectors.last")}</dt>
          <dd>{last ? format.instant(last.started_at) : t("connectors.never")}</dd>
        </div>
        {last && last.outcome !== "running" && (
          <div>
            <dt>{t("connectors.what")}</dt>
            <dd>
              {outcome(last)}
              {last.batch !== null && (
                <>
                  {" · "}
                  <AnchorLink to="/imports/batches/$id" params={{ id: String(last.batch) }}>
                    {t("connectors.batch", { id: last.batch })}
                  </AnchorLink>
                </>
              )}
            </dd>
          </div>
        )}
        <div>
          <dt>{t("connectors.next")}</dt>
          <dd>
            {connector.next && <>{format.instant(connector.next)} · </>}
            {when(connector)}
          </dd>
        </div>
      </dl>
      {history && <ConnectorRuns connector={connector} />}
    </Paper>
  );
}
