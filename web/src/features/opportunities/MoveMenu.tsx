import { ActionIcon, Menu } from "@mantine/core";
import { IconDotsVertical, IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow, Stage } from "../../api/contract";
import { MenuItemLink } from "../../components/MenuItemLink";
import { focusCard } from "./cardFocus";
import { nameOf } from "./notices";
import { StageDot } from "./StageDot";
import { STAGES } from "./stages";

interface Props {
  row: OpportunityRow;
  canEdit: boolean;
  onMove: (row: OpportunityRow, stage: Stage) => void;
}

/** The plain way to move a card, without dragging. */
export function MoveMenu({ row, canEdit, onMove }: Props) {
  const { t } = useTranslation("opportunities");
  return (
    <Menu position="bottom-end" width={220} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" data-steps-of={row.id} aria-label={t("card.menu", { name: nameOf(row) })}>
          <IconDotsVertical size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canEdit && <Menu.Label>{t("card.move_to")}</Menu.Label>}
        {canEdit &&
          STAGES.map((stage) => (
            <Menu.Item
              key={stage}
              disabled={stage === row.stage}
              leftSection={<StageDot stage={stage} />}
              rightSection={stage === row.stage ? t("card.now") : undefined}
              onClick={() => {
                onMove(row, stage);
                focusCard(row.id);
              }}
            >
              {t(`stage.${stage}`)}
            </Menu.Item>
          ))}
        {canEdit && <Menu.Divider />}
        <MenuItemLink to="/opportunities/$id" params={{ id: row.id }} leftSection={<IconExternalLink size={16} stroke={1.6} />}>
          {t("card.open_page")}
        </MenuItemLink>
      </Menu.Dropdown>
    </Menu>
  );
}
