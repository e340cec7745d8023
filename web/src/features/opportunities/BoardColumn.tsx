import { Group, Text, Title } from "@mantine/core";
import { useDroppable } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import classes from "./Board.module.css";
import { BoardCard } from "./BoardCard";
import type { BoardColumn as Column } from "./queries";
import { StageDot } from "./StageDot";
import { isClosed } from "./stages";

interface Props {
  column: Column;
  canEdit: (row: OpportunityRow) => boolean;
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

export function BoardColumn({ column, canEdit, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const { setNodeRef, isOver } = useDroppable({ id: column.stage });
  const more = column.total - column.items.length;
  const heading = `stage-${column.stage}`;
  return (
    <section ref={setNodeRef} className={classes.column} data-over={isOver || undefined} aria-labelledby={heading}>
      <div className={classes.columnHead}>
        <Group gap={8} wrap="nowrap">
          <StageDot stage={column.stage} />
          <Title order={2} size="h3" id={heading}>
            {t(`stage.${column.stage}`)}
          </Title>
          <Text c="dimmed">{format.number(column.total)}</Text>
        </Group>
        <Group gap={8} wrap="nowrap" pl={17}>
          <Text fw={600}>
            <Money value={column.value_eur} of={column.total} short />
          </Text>
          {isClosed(column.stage) && (
            <Text size="xs" c="dimmed">
              {t("board.recent")}
            </Text>
          )}
        </Group>
      </div>
      {column.items.length === 0 ? (
        <Text c="dimmed" ta="center" py="lg" px="sm" size="sm">
          {t(isOver ? "board.drop" : "board.empty")}
        </Text>
      ) : (
        <ul className={classes.cards} aria-labelledby={heading}>
          {column.items.map((row) => (
            <li key={row.id}>
              <BoardCard row={row} canEdit={canEdit(row)} selected={selected.has(row.id)} onSelect={onSelect} onMove={onMove} />
            </li>
          ))}
          {more > 0 && (
            <li>
              <AnchorLink
                size="sm"
                to="/opportunities"
                search={(previous) => ({ ...previous, view: "list", stage: column.stage, page: undefined })}
                display="block"
                ta="center"
                py={4}
              >
                {t("board.more", { count: more, number: format.number(more) })}
              </AnchorLink>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
