import { Skeleton, Stack } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../../api/contract";
import { EmptyState } from "../../../components/EmptyState";
import { Loaded } from "../../../components/Loaded";
import { historyQuery } from "../queries";
import { ContractsTable } from "./ContractsTable";
import { ErrorsPlot } from "./ErrorsPlot";
import classes from "./HistoryTab.module.css";
import { HoursPlot } from "./HoursPlot";
import { PartsTable } from "./PartsTable";
import { ReadingsPlot } from "./ReadingsPlot";
import { Timeline } from "./Timeline";

interface Props {
  machine: MachineFile;
}

/** What happened to the machine: readings against their limits, contracts, parts, and everything in order of time. */
export function HistoryTab({ machine }: Props) {
  const { t } = useTranslation("machines");
  const query = useQuery(historyQuery(machine.id));
  return (
    <Loaded
      query={query}
      skeleton={
        <div className={classes.columns}>
          <Stack gap="md">
            <Skeleton h={290} />
            <Skeleton h={290} />
          </Stack>
          <Skeleton h={600} />
        </div>
      }
    >
      {(history) => {
        const nothing =
          history.events.length === 0 && history.hours.length === 0 && history.vibration.length === 0 && history.contracts.length === 0;
        if (nothing) {
          return (
            <EmptyState icon={IconHistory} title={t("history.nothing")}>
              {t("history.nothing_text")}
            </EmptyState>
          );
        }
        return (
          <div className={classes.columns}>
            <Stack gap="md" miw={0}>
              <HoursPlot machine={machine} history={history} />
              {history.vibration.length > 0 && (
                <ReadingsPlot
                  title={t("plot.vibration")}
                  unit="mm/s"
                  digits={2}
                  readings={history.vibration}
                  limits={history.vibration_limit === null ? [] : [{ label: t("plot.limit"), value: history.vibration_limit, kind: "limit" }]}
                  note={history.vibration_limit === null ? t("plot.no_limit") : undefined}
                />
              )}
              {history.errors.some((month) => month.count > 0) && <ErrorsPlot errors={history.errors} />}
              <ContractsTable contracts={history.contracts} />
              <PartsTable parts={history.parts} />
            </Stack>
            <Timeline history={history} asOf={machine.as_of} />
          </div>
        );
      }}
    </Loaded>
  );
}
