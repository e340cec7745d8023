import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { MachineRow, NewDataUse } from "../../api/contract";
import { useSession } from "../../api/session";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { AgreementFields, type Entered, missingIn } from "./AgreementFields";
import { useRefresh } from "./useRefresh";

interface Props {
  machines: MachineRow[];
  onEntered: () => void;
  onClose: () => void;
}

/** Enters what the user of some machines agreed to. */
export function AgreementDialog({ machines, onEntered, onClose }: Props) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const { today } = useSession();
  const refresh = useRefresh();
  const [entered, setEntered] = useState<Entered>({ contract: "", purposes: [], from: today, until: null, document: "" });
  const [tried, setTried] = useState(false);
  const enter = useMutation({
    mutationFn: (agreement: NewDataUse) => api.post<{ added: number }>("/data-use", agreement),
    onSuccess: ({ added }) => {
      notify({ message: t("dialog.done", { count: added, number: format.number(added, 0) }) });
      void refresh();
      onEntered();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const { from } = entered;
    if (from === null || missingIn(entered).length > 0) return;
    enter.mutate({ ...entered, from, contract: entered.contract.trim(), document: entered.document.trim(), machine_ids: machines.map(({ id }) => id) });
  };
  const [only] = machines;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<Text fw={600}>{machines.length === 1 && only ? t("dialog.title_machine", { machine: only.serial_number }) : t("dialog.title", { count: machines.length, number: format.number(machines.length, 0) })}</Text>}
      closeButtonProps={{ "aria-label": t("cancel") }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <AgreementFields entered={entered} missing={tried ? missingIn(entered) : []} onChange={(part) => setEntered((before) => ({ ...before, ...part }))} />
          <Text size="sm" c="dimmed">
            {t("dialog.follows")}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={enter.isPending}>
              {t("dialog.enter")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
