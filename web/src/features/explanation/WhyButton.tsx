import { Button } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExplanationDrawer } from "./ExplanationDrawer";

interface Props {
  machine: string;
  trigger: string;
  /** The trigger's title. */
  title: string;
}

/** Opens the explanation of what a trigger says of a machine. */
export function WhyButton({ machine, trigger, title }: Props) {
  const { t } = useTranslation("components");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" leftSection={<IconHelp size={14} stroke={1.8} aria-hidden />} aria-label={t("why.open_label", { title })} onClick={() => setOpened(true)}>
        {t("why.open")}
      </Button>
      <ExplanationDrawer machine={machine} trigger={trigger} title={title} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
