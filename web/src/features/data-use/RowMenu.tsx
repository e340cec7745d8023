import { ActionIcon, Menu } from "@mantine/core";
import { IconDotsVertical, IconFileTypePdf, IconPencilPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import type { MachineRow } from "../../api/contract";
import { useMay } from "../../api/session";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { LANGUAGES } from "../../i18n/setup";

interface Props {
  machine: MachineRow;
  /** Null where the account may only look. */
  onEnter: (() => void) | null;
}

/** What can be done for a machine: enter an agreement, write to its customer. */
export function RowMenu({ machine, onEnter }: Props) {
  const { t } = useTranslation("data-use");
  const may = useMay();
  const { customer_id: customer, customer_name: name, serial_number: number } = machine;
  const writes = may("export") && customer !== null;
  if (onEnter === null && !writes) return null;
  return (
    <Menu position="bottom-end" width={270} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("menu.open", { machine: number })}>
          <IconDotsVertical size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onEnter && (
          <Menu.Item leftSection={<IconPencilPlus size={16} stroke={1.6} aria-hidden />} onClick={onEnter}>
            {t("menu.enter")}
          </Menu.Item>
        )}
        {writes && (
          <>
            <Menu.Label>{t("menu.letter", { customer: name ?? customer })}</Menu.Label>
            {LANGUAGES.map((language) => (
              <Menu.Item
                key={language}
                component="a"
                download
                href={apiUrl("/data-use/letter.pdf", { customer, language })}
                leftSection={<IconFileTypePdf size={16} stroke={1.6} aria-hidden />}
              >
                {t("menu.letter_in", { language: LANGUAGE_NAMES[language] })}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
