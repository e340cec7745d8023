import { Group, Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Section.module.css";

interface Props {
  title: string;
  subtitle?: string;
  /** A link to the whole of what is shown here in part. */
  more?: ReactNode;
  children: ReactNode;
}

export function Section({ title, subtitle, more, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} className={classes.section}>
      <Group justify="space-between" align="baseline" gap="md" wrap="nowrap" className={classes.head}>
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {subtitle && (
            <Text size="sm" c="dimmed">
              {subtitle}
            </Text>
          )}
        </div>
        {more && <div className={classes.more}>{more}</div>}
      </Group>
      {children}
    </Paper>
  );
}
