import { Skeleton, Stack } from "@mantine/core";

export function TriggerDetailSkeleton() {
  return (
    <Stack gap="md">
      <Skeleton h={120} radius="md" />
      <Skeleton h={300} radius="md" />
      <Skeleton h={220} radius="md" />
    </Stack>
  );
}
