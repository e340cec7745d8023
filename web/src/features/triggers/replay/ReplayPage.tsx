import { Alert, Skeleton, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { jobQuery } from "../../../api/queries";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { JobProgress } from "../../imports/JobProgress";
import { versionsQuery } from "../queries";
import { replayQuery } from "./queries";
import { FormerReplays } from "./FormerReplays";
import { ReplayForm } from "./ReplayForm";
import { ReplayResult } from "./ReplayResult";

const route = getRouteApi("/triggers/$id/replay");

/** A trigger on past days: asked for above, what came of it below. What is shown is part of the address. */
export function ReplayPage() {
  const { t } = useTranslation("replay");
  const may = useMay();
  const client = useQueryClient();
  const { id } = route.useParams();
  const { version, job: jobId, replay } = route.useSearch();
  const navigate = route.useNavigate();
  const versions = useQuery(versionsQuery(id));
  const job = useQuery({ ...jobQuery(jobId ?? ""), enabled: jobId !== undefined }).data;
  const result = useQuery({ ...replayQuery(replay ?? 0), enabled: replay !== undefined });
  const done = jobId !== undefined && job?.state === "done" ? job.result?.replay : undefined;

  useEffect(() => {
    if (done === undefined || done === null) return;
    void client.invalidateQueries({ queryKey: ["replays"] });
    void navigate({ search: (previous) => ({ ...previous, job: undefined, replay: done }), replace: true, resetScroll: false });
  }, [done, client, navigate]);

  const of = versions.data?.find((one) => one.version === version) ?? versions.data?.find((one) => one.state === "active") ?? versions.data?.[0];
  return (
    <>
      {of && (
        <AnchorLink to="/triggers/$id/versions/$version" params={{ id, version: String(of.version) }} size="sm">
          {of.title}
        </AnchorLink>
      )}
      <PageTitle title={t("title", { title: of?.title ?? id })} subtitle={t("subtitle")} />
      <Stack gap="md">
        {may("triggers") && (
          <Loaded query={versions} skeleton={<Skeleton h={120} radius="md" />}>
            {(known) => (
              <ReplayForm
                trigger={id}
                versions={known}
                wanted={version}
                onStarted={(started) => void navigate({ search: (previous) => ({ ...previous, job: started.id, replay: undefined }), resetScroll: false })}
              />
            )}
          </Loaded>
        )}
        {job?.state === "failed" && <Alert color="red">{job.error}</Alert>}
        {job && (job.state === "waiting" || job.state === "running") && <JobProgress job={job} />}
        {replay !== undefined && (
          <Loaded query={result} skeleton={<Skeleton h={420} radius="md" />}>
            {(found) => <ReplayResult found={found} />}
          </Loaded>
        )}
        <FormerReplays trigger={id} shown={replay} />
      </Stack>
    </>
  );
}
