import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { daysAfter } from "../../format/formats";
import { useEndSuppression } from "./useSuppressing";

interface Props {
  row: SuppressionRow;
  onClose: () => void;
}

/** Asks for the last day before a suppression is ended. */
export function EndDialog({ row, onClose }: Props) {
  const { t } = useTranslation("held");
  const { today } = useSession();
  const yesterday = daysAfter(today, -1);
  const [last, setLast] = useState<string | null>(yesterday);
  const end = useEndSuppression();
  const name = row.serial_number ?? row.customer_name ?? "";
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("end.title", { name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Stack gap="md">
        <Text>{t("end.text")}</Text>
        <DayInput label={t("end.last")} description={t("end.last_hint")} value={last} onChange={setLast} error={last === null ? t("form.day_missing") : undefined} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("cancel")}
          </Button>
          <Button loading={end.isPending} disabled={last === null} onClick={() => last !== null && end.mutate({ id: row.id, last }, { onSuccess: onClose })}>
            {t("end.submit")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
