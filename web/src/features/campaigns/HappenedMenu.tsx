import { Button, Group, Menu, Modal, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Enrolment } from "../../api/contract";
import { useHappened } from "./changes";

/** What a person can know before the product does. */
const KNOWN = ["replied", "opened_portal", "booked", "ordered", "declined"] as const;

/** Notes what happened with a customer: asked for once more, since it cannot be taken back. */
export function HappenedMenu({ enrolment }: { enrolment: Pick<Enrolment, "id" | "serial_number"> }) {
  const { t } = useTranslation("campaigns");
  const [asking, setAsking] = useState<(typeof KNOWN)[number] | null>(null);
  const happened = useHappened();
  const close = () => setAsking(null);
  const name = enrolment.serial_number ?? t("gone_machine");
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="compact-sm" rightSection={<IconChevronDown size={14} aria-hidden />} aria-label={t("happened.open_for", { name })}>
            {t("happened.open")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KNOWN.map((what) => (
            <Menu.Item key={what} onClick={() => setAsking(what)}>
              {t(`happening.${what}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking !== null && (
        <Modal opened onClose={close} title={<Text fw={600}>{t("happened.title", { name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
          <Text mb="md">{t("happened.text", { what: t(`happening.${asking}`) })}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              {t("cancel")}
            </Button>
            <Button loading={happened.isPending} onClick={() => happened.mutate({ enrolment: enrolment.id, what: asking }, { onSettled: close })}>
              {t("happened.submit")}
            </Button>
          </Group>
        </Modal>
      )}
    </>
  );
}
