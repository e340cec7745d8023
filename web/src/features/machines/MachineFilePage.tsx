import { Skeleton, Stack, Tabs } from "@mantine/core";
import { IconActivity, IconBolt, IconFileDescription, IconHistory, IconTimeline, IconUserShare } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/Loaded";
import { MachineCampaigns } from "../campaigns/MachineCampaigns";
import { PortalTab } from "../portal/PortalTab";
import { MachineVisits } from "../visits/MachineVisits";
import { FileTab } from "./file/FileTab";
import { MachineHead } from "./file/MachineHead";
import { OpenOpportunities } from "./file/OpenOpportunities";
import { HistoryTab } from "./history/HistoryTab";
import { LifeTab } from "./life/LifeTab";
import { machineQuery } from "./queries";
import { TelemetryTab } from "./telemetry/TelemetryTab";
import { VerdictsTab } from "./verdicts/VerdictsTab";

const route = getRouteApi("/machines/$id");

/** Everything that is known about one machine, each value with the cell it comes from. */
export function MachineFilePage() {
  const { t } = useTranslation("machines");
  const { id } = route.useParams();
  const { tab = "file", trigger, as_of: asOf } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(machineQuery(id));

  return (
    <>
      <MachineHead machine={query.data} />
      <Loaded
        query={query}
        skeleton={
          <Stack gap="md">
            <Skeleton h={18} w={360} maw="80%" />
            <Skeleton h={96} />
            <Skeleton h={36} w={320} />
            <Skeleton h={320} />
          </Stack>
        }
      >
        {(machine) => (
          <>
            <OpenOpportunities machine={machine} />
            <MachineCampaigns machine={machine.id} />
            <MachineVisits machine={machine} />
            <Tabs
              value={tab}
              keepMounted={false}
              onChange={(value) =>
                void navigate({
                  search: (previous) => ({
                    ...previous,
                    tab: value === "life" || value === "history" || value === "telemetry" || value === "verdicts" || value === "portal" ? value : undefined,
                    trigger: undefined,
                  }),
                  resetScroll: false,
                })
              }
            >
              <Tabs.List mb="md">
                <Tabs.Tab value="file" leftSection={<IconFileDescription size={16} stroke={1.6} aria-hidden />}>
                  {t("file.tab.file")}
                </Tabs.Tab>
                <Tabs.Tab value="life" leftSection={<IconTimeline size={16} stroke={1.6} aria-hidden />}>
                  {t("file.tab.life")}
                </Tabs.Tab>
                <Tabs.Tab value="history" leftSection={<IconHistory size={16} stroke={1.6} aria-hidden />}>
                  {t("file.tab.history")}
                </Tabs.Tab>
                <Tabs.Tab value="telemetry" leftSection={<IconActivity size={16} stroke={1.6} aria-hidden />}>
                  {t("file.tab.telemetry")}
                </Tabs.Tab>
                <Tabs.Tab value="verdicts" leftSection={<IconBolt size={16} stroke={1.6} aria-hidden />}>
                  {t("file.tab.verdicts", { count: machine.verdicts.filter((verdict) => verdict.verdict === "fires").length })}
                </Tabs.Tab>
                <Tabs.Tab value="portal" leftSection={<IconUserShare size={16} stroke={1.6} aria-hidden />}>
                  {t("file.tab.portal")}
                </Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="file">
                <FileTab machine={machine} />
              </Tabs.Panel>
              <Tabs.Panel value="life">
                <LifeTab
                  machine={machine}
                  asOf={asOf}
                  onAsOf={(day) =>
                    void navigate({ search: (previous) => ({ ...previous, as_of: day ?? undefined }), replace: true, resetScroll: false })
                  }
                />
              </Tabs.Panel>
              <Tabs.Panel value="history">
                <HistoryTab machine={machine} />
              </Tabs.Panel>
              <Tabs.Panel value="telemetry">
                <TelemetryTab machine={machine} />
              </Tabs.Panel>
              <Tabs.Panel value="verdicts">
                <VerdictsTab machine={machine} trigger={trigger} />
              </Tabs.Panel>
              <Tabs.Panel value="portal">
                <PortalTab machine={machine} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </Loaded>
    </>
  );
}
