import { Anchor, Drawer, Group, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../components/AnchorLink";
import { ErrorState } from "../../components/ErrorState";
import { useSourceDrawer } from "../../components/useSourceDrawer";
import { OpportunitySkeleton } from "./OpportunitySkeleton";
import { OpportunityView } from "./OpportunityView";
import { opportunityQuery } from "./queries";
import { useCovered } from "./useCovered";
import { useFilters } from "./useFilters";
import { useOpenPanel } from "./useOpenPanel";

/** The opportunity beside the board, so that one can go through a column without leaving it. */
export function OpportunityPanel() {
  const { t } = useTranslation("opportunities");
  const { search } = useFilters();
  const { open } = useOpenPanel();
  const { address } = useSourceDrawer();
  const [asking, setAsking] = useState(false);
  const phone = useMediaQuery("(max-width: 48em)");
  // The source, or the question for the reason of a loss, lies on top and is closed first.
  const covered = useCovered(address !== null || asking);
  const close = () => {
    if (!covered.current) open(undefined);
  };
  const id = search.open;
  const query = useQuery({ ...opportunityQuery(id ?? ""), enabled: id !== undefined });
  return (
    <Drawer
      opened={id !== undefined}
      onClose={close}
      position="right"
      size={phone ? "100%" : "44rem"}
      closeButtonProps={{ "aria-label": t("panel.close") }}
      title={
        <Group gap="md">
          <Text fw={600}>{t("panel.title")}</Text>
          {id && (
            <AnchorLink size="sm" to="/opportunities/$id" params={{ id }}>
              {t("panel.page")}
            </AnchorLink>
          )}
        </Group>
      }
    >
      {query.data ? (
        <OpportunityView key={query.data.id} opportunity={query.data} onAsking={setAsking} />
      ) : query.error ? (
        <>
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          <Anchor component="button" onClick={() => open(undefined)} mx="auto" display="block">
            {t("panel.back")}
          </Anchor>
        </>
      ) : (
        <OpportunitySkeleton />
      )}
    </Drawer>
  );
}
