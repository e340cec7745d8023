import { Paper, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { Loaded } from "../../../components/Loaded";
import { assessmentQuery, figureMachinesQuery } from "../queries";
import { ReportProvider } from "../reportContext";
import { FigureHead } from "./FigureHead";
import { FigureMachines } from "./FigureMachines";

const route = getRouteApi("/assessment/machines");

/** The machines behind a number of the report. */
export function FigurePage() {
  const { figure, assumptions, page: asked } = route.useSearch();
  const page = Number(asked ?? 1);
  const query = useQuery(figureMachinesQuery(figure, assumptions, page));
  const view = useQuery(assessmentQuery(assumptions));
  const usual = useQuery({ ...assessmentQuery(undefined), enabled: assumptions !== undefined }).data;
  const report = useMemo(
    () => view.data && { view: view.data, assumptions, usual: assumptions === undefined ? undefined : usual },
    [view.data, assumptions, usual],
  );
  const skeleton = (
    <Stack gap="xs">
      <Skeleton h={48} />
      <Skeleton h={480} />
    </Stack>
  );
  return (
    <ReportProvider value={report ?? null}>
      <FigureHead view={view.data} total={query.data?.total} />
      <Loaded query={query} skeleton={skeleton}>
        {(machines) => (
          <Paper>
            <FigureMachines machines={machines} page={page} stale={query.isPlaceholderData} />
          </Paper>
        )}
      </Loaded>
    </ReportProvider>
  );
}
