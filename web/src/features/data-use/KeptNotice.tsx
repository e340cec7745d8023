import { Alert, Paper, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DataUseRegister } from "../../api/contract";
import { AlwaysSwitch } from "./AlwaysSwitch";

/** Whether agreements are asked for; it warns where they are not. */
export function KeptNotice({ register }: { register: DataUseRegister }) {
  const { t } = useTranslation("data-use");
  if (!register.is_kept) {
    return (
      <Alert color="amber" icon={<IconAlertTriangle size={20} stroke={1.6} aria-hidden />} title={t("kept.not")}>
        <Text size="sm">{t("kept.law")}</Text>
        <Text size="sm" mt={4} mb="sm">
          {t("kept.begin")}
        </Text>
        <AlwaysSwitch register={register} />
      </Alert>
    );
  }
  return (
    <Paper p="md">
      <Text mb="sm">{t("kept.yes")}</Text>
      <AlwaysSwitch register={register} />
    </Paper>
  );
}
