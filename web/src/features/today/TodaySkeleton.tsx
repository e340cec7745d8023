import { Skeleton, Stack } from "@mantine/core";
import classes from "./Today.module.css";

export function TodaySkeleton() {
  return (
    <Stack gap="md">
      <Skeleton h={86} radius="md" />
      <div className={classes.columns}>
        <Skeleton h={560} radius="md" />
        <Stack gap="md">
          <Skeleton h={260} radius="md" />
          <Skeleton h={284} radius="md" />
        </Stack>
      </div>
    </Stack>
  );
}
