import { Group, Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import { savingOf } from "./choices";
import { useOutbox } from "./outbox";

/** How much is still on its way to the server. */
export function Saving() {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const count = savingOf(useOutbox());
  return (
    <div role="status">
      {count > 0 && (
        <Group gap={6} wrap="nowrap">
          <Loader size={14} aria-hidden />
          <Text size="sm" c="dimmed">
            {t("saving", { count, number: format.number(count, 0) })}
          </Text>
        </Group>
      )}
    </div>
  );
}
