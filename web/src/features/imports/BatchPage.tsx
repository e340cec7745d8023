import { Alert, Button, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { jobQuery } from "../../api/queries";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { BatchProblems } from "./BatchProblems";
import { BatchState } from "./BatchState";
import { BatchTableCard } from "./BatchTableCard";
import { Figure } from "./Figure";
import classes from "./Imports.module.css";
import { LeftTables } from "./LeftTables";
import { batchQuery } from "./queries";
import { TakeBackDialog } from "./TakeBackDialog";
import { TakeBackProgress } from "./TakeBackProgress";
import { useLookAgain } from "./useLookAgain";

const route = getRouteApi("/imports/batches/$id");

export function BatchPage() {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const may = useMay();
  const { id } = route.useParams();
  const query = useQuery(batchQuery(id));
  const [asking, setAsking] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useQuery({ ...jobQuery(jobId ?? ""), enabled: jobId !== null }).data;
  const batch = query.data;
  const look = useLookAgain(Number(id));
  const mappable = batch?.state === "active" && may("import");

  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/imports">{t("to_imports")}</AnchorLink>
      </Text>
      <PageTitle
        title={t("batch.page_title", { id })}
        beside={batch && <BatchState state={batch.state} />}
        subtitle={batch && `${batch.origin} · ${t("batch.meta", { at: format.instant(batch.imported_at), day: format.day(batch.delivered_on) })}`}
        actions={
          batch?.state === "active" &&
          may("take_back") && (
            <Button variant="default" disabled={job?.state === "running" || job?.state === "waiting"} onClick={() => setAsking(true)}>
              {t("batch.take_back")}
            </Button>
          )
        }
      />
      <Loaded query={query} skeleton={<Skeleton h={320} />}>
        {(loaded) => (
          <Stack gap="lg">
            {job ? (
              <TakeBackProgress job={job} />
            ) : (
              loaded.state === "taken_back" && (
                <Alert color="gray" variant="light">
                  {t("batch.taken_back_note")}
                </Alert>
              )
            )}
            <Paper p="md">
              <dl className={classes.figures}>
                <Figure label={t("batch.rows")} value={format.number(loaded.rows)} />
                <Figure label={t("batch.files")} value={format.number(loaded.files)} />
                <Figure label={t("batch.problems")} value={format.number(loaded.problems)} />
                {loaded.sources.length > 0 && <Figure label={t("batch.sources")} value={loaded.sources.join(", ")} />}
              </dl>
            </Paper>
            {loaded.tables.length > 0 && (
              <section>
                <Title order={2} mb="xs">
                  {t("batch.tables")}
                </Title>
                <Stack gap="xs">
                  {loaded.tables.map((table) => (
                    <BatchTableCard key={`${table.file} ${table.sheet ?? ""}`} table={table} onMap={mappable ? () => look.mutate(table.file) : undefined} />
                  ))}
                </Stack>
              </section>
            )}
            {loaded.state === "active" && <LeftTables batch={loaded} />}
            {loaded.state === "active" && <BatchProblems id={id} />}
            {asking && <TakeBackDialog batch={loaded} onStarted={(started) => setJobId(started.id)} onClose={() => setAsking(false)} />}
          </Stack>
        )}
      </Loaded>
    </>
  );
}
