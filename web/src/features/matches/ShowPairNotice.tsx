import { Button, Group, Text } from "@mantine/core";

interface Props {
  text: string;
  action: string;
  onShow: () => void;
}

/** A message with a way to the pair it is about. */
export function ShowPairNotice({ text, action, onShow }: Props) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Text size="md">{text}</Text>
      <Button variant="light" size="compact-sm" flex="none" onClick={onShow}>
        {action}
      </Button>
    </Group>
  );
}
