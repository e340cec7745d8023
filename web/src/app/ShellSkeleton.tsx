import { Box, Group, Skeleton } from "@mantine/core";
import { PageSkeleton } from "../components/PageSkeleton";
import { Brand } from "./Brand";
import classes from "./Shell.module.css";

/** The frame of the page while the session is on its way. */
export function ShellSkeleton() {
  return (
    <>
      <Box component="header" className={classes.header} pos="static">
        <Brand />
        <Group gap="lg" ml="lg" aria-hidden>
          {[64, 110, 72, 80, 72].map((width, index) => (
            <Skeleton key={index} h={12} w={width} visibleFrom="md" />
          ))}
        </Group>
      </Box>
      <Box component="main" className={classes.main}>
        <PageSkeleton />
      </Box>
    </>
  );
}
