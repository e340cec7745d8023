import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** While the code of a page is on its way. */
export function PageSkeleton() {
  const { t } = useTranslation("components");
  return (
    <Stack gap="md" role="status" aria-label={t("loading")}>
      <Skeleton h={26} w={260} maw="60%" />
      <Skeleton h={120} />
      <Skeleton h={320} />
    </Stack>
  );
}
