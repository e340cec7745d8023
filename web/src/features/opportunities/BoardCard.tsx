import { ActionIcon, Checkbox } from "@mantine/core";
import { useDraggable } from "@dnd-kit/core";
import { IconGripVertical } from "@tabler/icons-react";
import type { KeyboardEventHandler } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { MoveMenu } from "./MoveMenu";
import { nameOf } from "./notices";
import { OpportunityCard } from "./OpportunityCard";
import classes from "./OpportunityCard.module.css";

interface Props {
  row: OpportunityRow;
  canEdit: boolean;
  selected: boolean;
  /** Absent where nothing can be done with a selection. */
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

export function BoardCard({ row, canEdit, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: row.id,
    data: { stage: row.stage },
    disabled: !canEdit,
    attributes: { roleDescription: t("drag.role") },
  });
  const name = nameOf(row);
  // The mouse may take the card anywhere; keys belong to the handle, for the card holds other controls.
  const { onKeyDown, ...pointer } = listeners ?? {};
  return (
    <div
      ref={setNodeRef}
      className={classes.card}
      data-movable={canEdit || undefined}
      data-dragging={isDragging || undefined}
      data-selected={selected || undefined}
      {...pointer}
    >
      <OpportunityCard
        row={row}
        pick={
          onSelect && (
            <Checkbox
              size="xs"
              checked={selected}
              onChange={(event) => onSelect(row, event.currentTarget.checked)}
              aria-label={t("card.select", { name })}
            />
          )
        }
        tools={
          <>
            {canEdit && (
              <ActionIcon
                ref={setActivatorNodeRef}
                variant="subtle"
                color="gray"
                size="sm"
                {...attributes}
                onKeyDown={onKeyDown as KeyboardEventHandler | undefined}
                aria-label={t("card.move", { name })}
                className={classes.handle}
              >
                <IconGripVertical size={16} stroke={1.7} aria-hidden />
              </ActionIcon>
            )}
            <MoveMenu row={row} canEdit={canEdit} onMove={onMove} />
          </>
        }
      />
    </div>
  );
}
