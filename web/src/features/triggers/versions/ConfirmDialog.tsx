import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  loading: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something goes. */
export function ConfirmDialog({ title, text, action, loading, onConfirm, onClose }: Props) {
  const { t } = useTranslation("triggers");
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{title}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Text mb="md">{text}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color="red" loading={loading} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
