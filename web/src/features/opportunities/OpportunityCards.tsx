import { Checkbox, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { useCanEdit } from "./changes";
import { MoveMenu } from "./MoveMenu";
import { nameOf } from "./notices";
import { OpportunityCard } from "./OpportunityCard";
import classes from "./OpportunityCard.module.css";
import { StageDot } from "./StageDot";

interface Props {
  rows: OpportunityRow[];
  selected: ReadonlyMap<string, OpportunityRow>;
  onSelect?: (row: OpportunityRow, selected: boolean) => void;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

/** The list on a phone. */
export function OpportunityCards({ rows, selected, onSelect, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  const canEdit = useCanEdit();
  return (
    <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }} aria-label={t("list.label")}>
      {rows.map((row) => (
        <li key={row.id} className={classes.card} data-selected={selected.has(row.id) || undefined}>
          <OpportunityCard
            row={row}
            pick={
              onSelect && (
                <Checkbox
                  size="xs"
                  checked={selected.has(row.id)}
                  onChange={(event) => onSelect(row, event.currentTarget.checked)}
                  aria-label={t("card.select", { name: nameOf(row) })}
                />
              )
            }
            tools={
              <>
                <Group gap={5} wrap="nowrap">
                  <StageDot stage={row.stage} />
                  <Text span size="xs">
                    {t(`stage.${row.stage}`)}
                  </Text>
                </Group>
                <MoveMenu row={row} canEdit={canEdit(row)} onMove={onMove} />
              </>
            }
          />
        </li>
      ))}
    </Stack>
  );
}
