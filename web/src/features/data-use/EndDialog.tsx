import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { DataUse, MachineRow } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { usePurposesText } from "./usePurposesText";
import { useRefresh } from "./useRefresh";

interface Props {
  machine: MachineRow;
  agreement: DataUse;
  onClose: () => void;
}

/** Ends an agreement; it stays in the register as over. */
export function EndDialog({ machine, agreement, onClose }: Props) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const purposesText = usePurposesText();
  const { today } = useSession();
  const refresh = useRefresh();
  const [last, setLast] = useState<string | null>(today);
  const end = useMutation({
    mutationFn: (day: string) => api.post<void>(`/data-use/${agreement.id}/end`, { last: day }),
    onSuccess: (_nothing, day) => {
      notify({ message: t("end.done", { day: format.day(day) }) });
      onClose();
    },
    // Somebody else may have ended it before.
    onSettled: () => void refresh(),
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("end.title", { machine: machine.serial_number })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Text mb="xs">{[purposesText(agreement.purposes), agreement.contract].filter(Boolean).join(" · ")}</Text>
      <Text mb="md">{t("end.text")}</Text>
      <DayInput label={t("end.last")} maw={200} mb="md" clearable={false} maxDate={agreement.until ?? undefined} value={last} onChange={setLast} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color="red" disabled={last === null} loading={end.isPending} onClick={() => last !== null && end.mutate(last)}>
          {t("end.action")}
        </Button>
      </Group>
    </Modal>
  );
}
