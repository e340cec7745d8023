import { Drawer, Group, Skeleton, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowsMaximize } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "./AnchorLink";
import { useSourceDrawer } from "./useSourceDrawer";

const SourceView = lazy(() => import("../features/source/SourceView").then((module) => ({ default: module.SourceView })));

/** The source view over whatever page is shown; the shell mounts it once. */
export function SourceDrawer() {
  const { t } = useTranslation("components");
  const { address, close } = useSourceDrawer();
  const phone = useMediaQuery("(max-width: 48em)");
  return (
    <Drawer
      opened={address !== null}
      onClose={close}
      position="right"
      // Over other drawers, from which it is opened.
      zIndex={250}
      size={phone ? "100%" : "min(60rem, 70vw)"}
      closeButtonProps={{ "aria-label": t("source.close") }}
      title={
        <Group gap="md">
          <Text fw={600}>{t("source.title")}</Text>
          {address && (
            <AnchorLink
              size="sm"
              to="/source/$table/$row/$column"
              params={{ table: String(address.table), row: String(address.row), column: String(address.column) }}
            >
              <Group gap={4} component="span">
                <IconArrowsMaximize size={14} stroke={1.6} aria-hidden />
                {t("source.page")}
              </Group>
            </AnchorLink>
          )}
        </Group>
      }
    >
      {address && (
        <Suspense fallback={<Skeleton h={320} />}>
          <SourceView address={address} />
        </Suspense>
      )}
    </Drawer>
  );
}
