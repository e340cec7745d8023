import { Skeleton, Stack, Text } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../../api/contract";
import { EmptyState } from "../../../components/EmptyState";
import { Loaded } from "../../../components/Loaded";
import { telemetryQuery } from "../queries";
import { SignalPlot } from "./SignalPlot";
import { TelemetryHead } from "./TelemetryHead";
import classes from "./TelemetryTab.module.css";

interface Props {
  machine: MachineFile;
}

/** What the machine measured, a drawing a signal, against the limits of its type. */
export function TelemetryTab({ machine }: Props) {
  const { t } = useTranslation("machines");
  const query = useQuery(telemetryQuery(machine.id));
  return (
    <Loaded query={query} skeleton={<Skeleton h={560} />}>
      {(telemetry) =>
        telemetry.signals.length === 0 ? (
          <EmptyState icon={IconActivity} title={t("telemetry.nothing")}>
            <Text span inherit>{t("telemetry.nothing_text")}</Text>
          </EmptyState>
        ) : (
          <Stack gap="md">
            <TelemetryHead telemetry={telemetry} />
            <div className={classes.plots}>
              {telemetry.signals.map((signal) => (
                <SignalPlot key={signal.signal} signal={signal} />
              ))}
            </div>
          </Stack>
        )
      }
    </Loaded>
  );
}
