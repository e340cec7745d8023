import { Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./DataUse.module.css";

interface Props {
  allowed: boolean;
  /** Without a register nothing is checked, and nothing is kept back. */
  isKept: boolean;
}

/** Whether the data of a machine may be used today. */
export function Allowed({ allowed, isKept }: Props) {
  const { t } = useTranslation("data-use");
  if (!isKept) return <Text span inherit c="dimmed">{t("allowed.unchecked")}</Text>;
  const Icon = allowed ? IconCheck : IconX;
  return (
    <span className={classes.allowed} data-allowed={allowed || undefined}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(allowed ? "allowed.yes" : "allowed.no")}
    </span>
  );
}
