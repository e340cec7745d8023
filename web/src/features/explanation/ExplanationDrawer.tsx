import { Drawer, Skeleton, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

const Explanation = lazy(() => import("./Explanation").then((module) => ({ default: module.Explanation })));

interface Props {
  machine: string;
  trigger: string;
  title: string;
  opened: boolean;
  onClose: () => void;
}

/** The explanation over the page it is asked on; sources open over it. */
export function ExplanationDrawer({ machine, trigger, title, opened, onClose }: Props) {
  const { t } = useTranslation("components");
  const phone = useMediaQuery("(max-width: 48em)");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={phone ? "100%" : "min(52rem, 70vw)"}
      closeButtonProps={{ "aria-label": t("why.close") }}
      title={<Text fw={600}>{t("why.open_label", { title })}</Text>}
    >
      <Suspense fallback={<Skeleton h={320} />}>
        <Explanation machine={machine} trigger={trigger} />
      </Suspense>
    </Drawer>
  );
}
