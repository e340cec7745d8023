import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A secret that is shown once, to be copied. */
export function SecretOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { t } = useTranslation("webhooks");
  return (
    <Stack gap="md">
      <Alert color="amber" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />}>
        {t("secret.once")}
      </Alert>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {secret}
      </Code>
      <Text size="sm" c="dimmed">
        {t("secret.use")}
      </Text>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button data-autofocus onClick={copy} leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} stroke={1.7} aria-hidden />}>
              {t(copied ? "secret.copied" : "secret.copy")}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onDone}>
          {t("secret.done")}
        </Button>
      </Group>
    </Stack>
  );
}
