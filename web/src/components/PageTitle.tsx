import { Box, Group, Text, Title } from "@mantine/core";
import { useMatch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { takesFocus } from "./pageFocus";

interface Props {
  title: string;
  /** One line under the title. */
  subtitle?: ReactNode;
  /** Buttons at the right; below the title on a phone. */
  actions?: ReactNode;
  /** What stands beside the title: badges, counts. */
  beside?: ReactNode;
}

/** The h1 of each page: names the browser tab and takes the focus when the page is come to. */
export function PageTitle({ title, subtitle, actions, beside }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The page's own path, not the address: that already names the next page while this one is still shown.
  const path = useMatch({ strict: false, select: (match) => match.pathname });

  useEffect(() => {
    document.title = `${title} · Instand`;
  }, [title]);
  useEffect(() => {
    if (takesFocus(path)) heading.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <Group justify="space-between" align="flex-start" gap="sm" mb="md">
      <Box miw={0} flex="1 1 22rem">
        <Group gap="sm" align="center">
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {beside}
        </Group>
        {subtitle && (
          <Text component="div" c="dimmed" size="md" mt={2}>
            {subtitle}
          </Text>
        )}
      </Box>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
