import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../api/contract";
import { Contacts } from "./Contacts";
import { MachineNotices } from "./MachineNotices";
import { MachineRequests } from "./MachineRequests";

/** What the portal has to do with a machine: who of its customer may sign in, what they were told, answered and asked for. */
export function PortalTab({ machine }: { machine: MachineFile }) {
  const { t } = useTranslation("portal-staff");
  return (
    <Stack gap="md">
      {machine.customer === null ? <Text c="dimmed">{t("contacts.no_customer")}</Text> : <Contacts customer={machine.customer} />}
      <MachineNotices machine={machine.id} />
      <MachineRequests machine={machine.id} />
    </Stack>
  );
}
