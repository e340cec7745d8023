import { Tabs } from "@mantine/core";
import { IconGitMerge, IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../../components/PageTitle";
import { DecidedTab } from "./DecidedTab";
import { QueueTab } from "./QueueTab";
import { Saving } from "./Saving";

const route = getRouteApi("/matches");

/** Machines that may be one: what waits for a decision, and what was decided. */
export function MatchesPage() {
  const { t } = useTranslation("matches");
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageTitle title={t("title")} subtitle={t("subtitle")} beside={<Saving />} />
      <Tabs
        value={tab ?? "queue"}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ search: (before) => ({ ...before, tab: value === "decided" ? "decided" : undefined }), resetScroll: false })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="queue" leftSection={<IconGitMerge size={16} stroke={1.6} aria-hidden />}>
            {t("tab.queue")}
          </Tabs.Tab>
          <Tabs.Tab value="decided" leftSection={<IconHistory size={16} stroke={1.6} aria-hidden />}>
            {t("tab.decided")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="queue">
          <QueueTab />
        </Tabs.Panel>
        <Tabs.Panel value="decided">
          <DecidedTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
