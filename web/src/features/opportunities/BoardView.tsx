import { useQuery } from "@tanstack/react-query";
import type { OpportunityRow, Stage } from "../../api/contract";
import { Loaded } from "../../components/Loaded";
import { Board } from "./Board";
import { BoardSkeleton } from "./BoardSkeleton";
import { PipelineEmpty } from "./PipelineEmpty";
import { boardQuery } from "./queries";
import { useFilters } from "./useFilters";

interface Props {
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

export function BoardView(props: Props) {
  const { search } = useFilters();
  const query = useQuery(boardQuery(search));
  return (
    <Loaded query={query} skeleton={<BoardSkeleton />}>
      {(board) => (board.columns.every((column) => column.total === 0) ? <PipelineEmpty /> : <Board board={board} {...props} />)}
    </Loaded>
  );
}
