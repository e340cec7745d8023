import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { clock } from "../tours/clock";
import { machineVisitsQuery } from "./queries";
import { VisitBadges } from "./VisitBadges";
import { VisitDialog } from "./VisitDialog";

/** What is still to be done at a machine, and entering more of it. Nothing where there is nothing and nobody may enter it. */
export function MachineVisits({ machine }: { machine: { id: string; serial_number: string } }) {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const visits = useQuery(machineVisitsQuery(machine.id)).data?.items ?? [];
  const plans = may("plan_tours");
  if (visits.length === 0 && !plans) return null;
  return (
    <Paper p="md" mb="md" component="section" aria-labelledby="machine-visits">
      <Group justify="space-between" gap="xs">
        <Group gap="sm">
          <Title order={2} size="h3" id="machine-visits">
            {t("machine.title")}
          </Title>
          {visits.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("machine.none")}
            </Text>
          )}
        </Group>
        {plans && (
          <Button variant="default" size="compact-md" leftSection={<IconCalendarPlus size={16} stroke={1.7} aria-hidden />} onClick={() => setAdding(true)}>
            {t("new")}
          </Button>
        )}
      </Group>
      {visits.map((visit) => (
        <Group key={visit.id} gap="sm" mt={6}>
          {plans ? (
            <AnchorLink to="/tours/visits" search={{ machine: machine.id, visit: visit.id }}>
              {visit.title}
            </AnchorLink>
          ) : (
            <Text>{visit.title}</Text>
          )}
          <VisitBadges visit={visit} />
          <Text size="sm" c="dimmed">
            {visit.planned
              ? t("planned", { technician: visit.planned.technician_name, day: format.day(visit.planned.day), from: clock(visit.planned.begins), until: clock(visit.planned.ends) })
              : visit.due_on && t("due", { day: format.day(visit.due_on) })}
          </Text>
        </Group>
      ))}
      {adding && <VisitDialog machine={{ id: machine.id, name: machine.serial_number }} onClose={() => setAdding(false)} />}
    </Paper>
  );
}
