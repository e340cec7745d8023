import { Button, Group, Paper, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import type { Sending } from "./sending";

interface Props {
  sending: Sending;
  onCancel: () => void;
}

export function SendingCard({ sending, onCancel }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const share = sending.total === 0 ? 0 : Math.min(1, sending.sent / sending.total);
  const arrived = share >= 1;
  return (
    <Paper p="lg" component="section" aria-label={t("sending.label")}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <div style={{ minWidth: 0 }}>
          <Text fw={600} truncate>
            {t("sending.title", { name: sending.name })}
          </Text>
          <Text size="sm" c="dimmed" role="status">
            {arrived
              ? t("sending.reading")
              : `${t("sending.files", { count: sending.files, number: format.number(sending.files) })}, ${t("sending.progress", {
                  sent: format.bytes(sending.sent),
                  total: format.bytes(sending.total),
                })}`}
          </Text>
        </div>
        <Button variant="default" onClick={onCancel}>
          {t("sending.cancel")}
        </Button>
      </Group>
      <Progress value={share * 100} animated={arrived} aria-label={t("sending.label")} />
    </Paper>
  );
}
