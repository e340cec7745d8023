import { Button, Group, Text } from "@mantine/core";

interface Props {
  text: string;
  more?: string;
  action: string;
  onAction: () => void;
}

/** A message with one way back. */
export function UndoNotice({ text, more, action, onAction }: Props) {
  return (
    <Group justify="space-between" wrap={more ? "wrap" : "nowrap"} gap="xs">
      <div>
        <Text size="md">{text}</Text>
        {more && (
          <Text size="sm" c="dimmed">
            {more}
          </Text>
        )}
      </div>
      <Button variant="light" size="compact-sm" flex="none" onClick={onAction}>
        {action}
      </Button>
    </Group>
  );
}
