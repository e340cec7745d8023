import { Skeleton, Stack } from "@mantine/core";
import classes from "./Assessment.module.css";

export function AssessmentSkeleton() {
  return (
    <div className={classes.page}>
      <Skeleton h={300} radius="md" className={classes.contents} />
      <Stack gap="md">
        <Skeleton h={210} radius="md" />
        <Skeleton h={480} radius="md" />
        <Skeleton h={320} radius="md" />
      </Stack>
    </div>
  );
}
