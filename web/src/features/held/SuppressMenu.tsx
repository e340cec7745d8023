import { ActionIcon, Menu } from "@mantine/core";
import { IconBan, IconDots } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { i18next } from "../../i18n/setup";
import type { Subject } from "./subject";

// With its words: the page it is opened on has not loaded them.
const SuppressDialog = lazy(async () => {
  const [{ SuppressDialog: dialog }] = await Promise.all([import("./SuppressDialog"), i18next.loadNamespaces("held")]);
  return { default: dialog };
});

interface Props {
  /** The machine and its customer; the first is chosen at once. */
  subjects: readonly Subject[];
  /** Tells the page that a question lies over it. */
  onAsking?: (asking: boolean) => void;
}

/** What else may be done at a machine or an opportunity: say that nobody is to be spoken to. */
export function SuppressMenu({ subjects, onAsking }: Props) {
  const { t } = useTranslation("opportunities");
  const may = useMay();
  const [opened, setOpened] = useState(false);
  if (!may("work")) return null;
  const ask = (asking: boolean) => {
    setOpened(asking);
    onAsking?.(asking);
  };
  return (
    <>
      <Menu position="bottom-end" width={230} withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t("suppress.menu")}>
            <IconDots size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconBan size={16} stroke={1.6} aria-hidden />} onClick={() => ask(true)}>
            {t("suppress.open")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened && (
        <Suspense fallback={null}>
          <SuppressDialog subjects={subjects} onClose={() => ask(false)} />
        </Suspense>
      )}
    </>
  );
}
