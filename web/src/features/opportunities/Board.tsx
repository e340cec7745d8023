import { DndContext, type DragEndEvent, DragOverlay } from "@dnd-kit/core";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import classes from "./Board.module.css";
import { BoardColumn } from "./BoardColumn";
import { focusCard } from "./cardFocus";
import { useCanEdit } from "./changes";
import { columnUnder, useBoardSensors } from "./dragging";
import { OpportunityCard } from "./OpportunityCard";
import cardClasses from "./OpportunityCard.module.css";
import type { Board as BoardData } from "./queries";
import { isStage } from "./stages";
import { useAnnouncements } from "./useAnnouncements";

interface Props {
  board: BoardData;
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

export function Board({ board, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const [lifted, setLifted] = useState<string | null>(null);
  const canEdit = useCanEdit();
  const rows = useMemo(() => new Map(board.columns.flatMap((column) => column.items.map((row) => [row.id, row]))), [board]);
  const find = useCallback((id: string) => rows.get(id), [rows]);
  const announcements = useAnnouncements(find);
  const liftedRow = lifted === null ? undefined : rows.get(lifted);

  const drop = ({ active, over, activatorEvent }: DragEndEvent) => {
    setLifted(null);
    const row = rows.get(String(active.id));
    if (!row || !isStage(over?.id) || over.id === row.stage) return;
    onMove(row, over.id);
    if (activatorEvent instanceof KeyboardEvent) focusCard(row.id);
  };

  return (
    <DndContext
      sensors={useBoardSensors()}
      collisionDetection={columnUnder}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("drag.help") } }}
      onDragStart={({ active }) => setLifted(String(active.id))}
      onDragCancel={() => setLifted(null)}
      onDragEnd={drop}
    >
      <div className={classes.board} role="group" aria-label={t("board.label")}>
        {board.columns.map((column) => (
          <BoardColumn key={column.stage} column={column} canEdit={canEdit} selected={selected} onSelect={onSelect} onMove={onMove} />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {liftedRow && (
          <div className={cardClasses.card} data-lifted>
            <OpportunityCard row={liftedRow} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}
