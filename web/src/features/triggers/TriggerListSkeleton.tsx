import { Skeleton, Stack } from "@mantine/core";

export function TriggerListSkeleton() {
  return (
    <Stack gap={1}>
      {Array.from({ length: 10 }, (_, index) => (
        <Skeleton key={index} h={76} radius={0} />
      ))}
    </Stack>
  );
}
