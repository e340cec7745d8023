import { Button, Group, Text } from "@mantine/core";
import { notify } from "../../components/notify";
import { notifications } from "@mantine/notifications";
import { i18next } from "../../i18n/setup";

/** A source was saved: machine files follow at once, hits only with the next run, which can be started here. */
export function tellSaved(name: string, decide: (() => void) | null): void {
  const t = i18next.getFixedT(null, "imports");
  const onClick = () => {
    notifications.hide(id);
    decide?.();
  };
  const id = notify({
    autoClose: 9000,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="md">{t("sources.saved", { name })}</Text>
        {decide && (
          <Button variant="light" size="compact-sm" flex="none" onClick={onClick}>
            {t("sources.decide")}
          </Button>
        )}
      </Group>
    ),
  });
}
