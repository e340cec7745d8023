import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { OpportunityRow, Stage } from "../../api/contract";
import { Loaded } from "../../components/Loaded";
import { OpportunityList } from "./OpportunityList";
import { PipelineEmpty } from "./PipelineEmpty";
import { listQuery } from "./queries";
import { useFilters } from "./useFilters";

interface Props {
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

const skeleton = (
  <Stack gap={6}>
    {Array.from({ length: 12 }, (_, index) => (
      <Skeleton key={index} h={44} />
    ))}
  </Stack>
);

export function ListView(props: Props) {
  const { search } = useFilters();
  const query = useQuery(listQuery(search));
  return (
    <Loaded query={query} skeleton={skeleton}>
      {(page) => (page.total === 0 ? <PipelineEmpty /> : <OpportunityList page={page} {...props} />)}
    </Loaded>
  );
}
