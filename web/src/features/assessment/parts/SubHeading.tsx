import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./sub.module.css";

interface Props {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
}

/** A heading within a chapter. */
export function SubHeading({ title, subtitle, actions }: Props) {
  return (
    <Group justify="space-between" align="flex-end" gap="xs" className={classes.head}>
      <div>
        <Title order={3}>{title}</Title>
        {subtitle && (
          <Text size="sm" c="dimmed" maw="46rem">
            {subtitle}
          </Text>
        )}
      </div>
      {actions && <div data-screen-only>{actions}</div>}
    </Group>
  );
}
