import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function OpportunitySkeleton() {
  const { t } = useTranslation("components");
  return (
    <Stack gap="md" role="status" aria-label={t("loading")}>
      <Skeleton h={24} w="55%" />
      <Skeleton h={36} />
      <Skeleton h={90} />
      <Skeleton h={220} />
      <Skeleton h={140} />
    </Stack>
  );
}
