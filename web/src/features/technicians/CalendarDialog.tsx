import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEndCalendar, useMakeCalendar } from "./changes";

interface Props {
  /** Whose: an id, or `OWN`. */
  technician: string;
  name: string;
  /** Whether there is one already; nobody knows of the own. */
  has: boolean | null;
  onClose: () => void;
}

/** The tours as a calendar to subscribe to. The address is the secret, so it is shown once only. */
export function CalendarDialog({ technician, name, has, onClose }: Props) {
  const { t } = useTranslation("technicians");
  const make = useMakeCalendar();
  const end = useEndCalendar();
  const made = make.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      // A slip beside the dialog must not lose what is shown only once.
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      title={<Text fw={600}>{t("calendar.title", { name })}</Text>}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {made ? (
        <Stack gap="md">
          <Alert color="amber" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />}>
            {t("calendar.once")}
          </Alert>
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
            {made.url}
          </Code>
          <Text size="sm" c="dimmed">
            {t("calendar.how")}
          </Text>
          <Group justify="flex-end" gap="xs">
            <CopyButton value={made.url}>
              {({ copied, copy }) => (
                <Button data-autofocus onClick={copy} leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} stroke={1.7} aria-hidden />}>
                  {t(copied ? "calendar.copied" : "calendar.copy")}
                </Button>
              )}
            </CopyButton>
            <Button variant="default" onClick={onClose}>
              {t("calendar.finish")}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <Text>{t("calendar.text")}</Text>
          {has !== false && <Text>{t(has ? "calendar.has" : "calendar.may_have")}</Text>}
          <Group justify="flex-end" gap="xs">
            {has !== false && (
              <Button variant="subtle" color="red" loading={end.isPending} onClick={() => end.mutate(technician, { onSuccess: onClose })}>
                {t("calendar.end")}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {t("close")}
            </Button>
            <Button loading={make.isPending} onClick={() => make.mutate(technician)}>
              {t(has ? "calendar.renew" : "calendar.make")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
