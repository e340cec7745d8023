import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Puts the report on paper. */
export function ReportActions() {
  const { t } = useTranslation("assessment");
  return (
    <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.7} aria-hidden />} onClick={() => window.print()} data-screen-only>
      {t("print")}
    </Button>
  );
}
