import { Alert, Button, Paper, Text, Title } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "../../api/client";
import type { DataUseImport } from "../../api/contract";
import { useMay } from "../../api/session";
import { errorText } from "../../components/notifyError";
import { BringFile } from "./BringFile";
import { Brought } from "./Brought";
import { useRefresh } from "./useRefresh";

/** The register as a table: taken out, filled in and brought back. */
export function WorkbookCard() {
  const { t } = useTranslation("data-use");
  const may = useMay();
  const refresh = useRefresh();
  const bring = useMutation({
    mutationFn: (file: File) => api.postFile<DataUseImport>("/data-use/import", file, { parameters: { name: file.name } }),
    onSuccess: () => void refresh(),
    meta: { quiet: true },
  });
  if (!may("export") && !may("sources")) return null;
  return (
    <Paper p="md" component="section" aria-labelledby="workbook">
      <Title order={2} id="workbook">
        {t("workbook.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("workbook.hint")}
      </Text>
      {may("export") && (
        <Button component="a" href={apiUrl("/data-use/export.xlsx")} download variant="default" leftSection={<IconFileSpreadsheet size={18} stroke={1.6} aria-hidden />}>
          {t("workbook.export")}
        </Button>
      )}
      {may("sources") && <BringFile loading={bring.isPending} onFile={(file) => bring.mutate(file)} />}
      {bring.error && (
        <Alert color="red" mt="sm" role="alert" title={t("workbook.refused", { name: bring.variables?.name ?? "" })}>
          {errorText(bring.error)}
        </Alert>
      )}
      {bring.data && <Brought name={bring.variables.name} result={bring.data} />}
    </Paper>
  );
}
