import { Box, Group, Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { SectionProvider } from "../reportContext";
import type { SectionId } from "../sections";
import classes from "./parts.module.css";

interface Props {
  id: SectionId;
  subtitle?: ReactNode;
  /** What chooses the part that is shown. */
  actions?: ReactNode;
  /** Short enough to stand on one page of paper. */
  whole?: boolean;
  children: ReactNode;
}

/** A chapter of the report; its id is the anchor in the address. */
export function Section({ id, subtitle, actions, whole, children }: Props) {
  const { t } = useTranslation("assessment");
  const heading = useId();
  return (
    <SectionProvider value={id}>
      <Paper component="section" id={id} aria-labelledby={heading} className={classes.section} data-whole={whole || undefined}>
        <Group justify="space-between" align="flex-start" gap="xs" className={classes.head}>
          <Box miw={0} flex="1 1 20rem">
            <Title order={2} id={heading}>
              {t(`section.${id}`)}
            </Title>
            {subtitle && (
              <Text c="dimmed" maw="50rem" component="div">
                {subtitle}
              </Text>
            )}
          </Box>
          {actions && <div data-screen-only>{actions}</div>}
        </Group>
        {children}
      </Paper>
    </SectionProvider>
  );
}
