import { Button, Text } from "@mantine/core";
import { IconFileSpreadsheet, IconFileTypePdf, IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import { useMay } from "../../api/session";

interface Props {
  /** What differs from the usual assumptions, as JSON: the documents are made under the same. */
  assumptions: string | undefined;
}

/** Puts the report on paper, or takes it away as PDF or workbook. */
export function ReportActions({ assumptions }: Props) {
  const { t } = useTranslation("assessment");
  const may = useMay();
  const icon = { size: 16, stroke: 1.7, "aria-hidden": true } as const;
  return (
    <>
      <Button component="a" href={apiUrl("/assessment.pdf", { assumptions })} download variant="default" px="sm" aria-label={t("pdf")} data-screen-only>
        <IconFileTypePdf {...icon} />
        <Text span inherit visibleFrom="sm" ml={6}>
          PDF
        </Text>
      </Button>
      {may("export") && (
        <Button component="a" href={apiUrl("/assessment.xlsx", { assumptions })} download variant="default" px="sm" aria-label={t("xlsx")} data-screen-only>
          <IconFileSpreadsheet {...icon} />
          <Text span inherit visibleFrom="sm" ml={6}>
            Excel
          </Text>
        </Button>
      )}
      <Button variant="default" leftSection={<IconPrinter {...icon} />} onClick={() => window.print()} data-screen-only visibleFrom="sm">
        {t("print")}
      </Button>
    </>
  );
}
