import { Stack, Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  icon?: Icon;
  title: string;
  /** What to do next, in a sentence. */
  children?: ReactNode;
  /** Button or link that does it. */
  action?: ReactNode;
  /** Heading level, 2 unless the place asks for another. */
  order?: 2 | 3 | 4;
}

export function EmptyState({ icon: Icon, title, children, action, order = 2 }: Props) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      {Icon && <Icon size={36} stroke={1.3} color="var(--mantine-color-dimmed)" aria-hidden />}
      <Title order={order} size="h3">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw={480}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
