import { Alert, Button, Paper, Table, Text, Title } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "../../api/client";
import type { ContactsImport } from "../../api/contract";
import { useMay } from "../../api/session";
import { errorText } from "../../components/notifyError";
import { useFormats } from "../../format/useFormats";
import { BringFile } from "../data-use/BringFile";
import classes from "./Contacts.module.css";
import { useRefresh } from "./queries";

/** The register as a table: taken out, filled in and brought back, wholly or not at all. */
export function WorkbookCard() {
  const { t } = useTranslation("contacts");
  const may = useMay();
  const refresh = useRefresh();
  const bring = useMutation({
    mutationFn: (file: File) => api.postFile<ContactsImport>("/contacts/import", file, { parameters: { name: file.name } }),
    onSuccess: () => void refresh(),
    meta: { quiet: true },
  });
  if (!may("export") && !may("sources")) return null;
  return (
    <Paper p="md" component="section" aria-labelledby="workbook">
      <Title order={2} id="workbook">
        {t("workbook.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw="48rem">
        {t("workbook.hint")}
      </Text>
      {may("export") && (
        <Button component="a" href={apiUrl("/contacts/export.xlsx")} download variant="default" leftSection={<IconFileSpreadsheet size={18} stroke={1.6} aria-hidden />}>
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

/** What a file brought, or the rows because of which nothing of it was taken in. */
function Brought({ name, result }: { name: string; result: ContactsImport }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const { problems, problems_total: total } = result;
  return (
    <>
      <div role="status">
        <Text fw={600} mt="sm">
          {t(result.is_taken ? "workbook.brought" : "workbook.refused", { name })}
        </Text>
        {result.is_taken ? (
          <dl className={classes.counts}>
            {(["added", "unchanged"] as const).map((id) => (
              <div key={id}>
                <dt>{t(`workbook.${id}`)}</dt>
                <dd>{format.number(result[id], 0)}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <Text>{t("workbook.problems", { count: total, number: format.number(total, 0) })}</Text>
        )}
      </div>
      {problems.length > 0 && (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("workbook.problem_rows") } }}>
          <Table fz="sm" aria-label={t("workbook.problem_rows")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("workbook.sheet")}</Table.Th>
                <Table.Th>{t("workbook.row")}</Table.Th>
                <Table.Th>{t("workbook.column")}</Table.Th>
                <Table.Th>{t("workbook.what")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {problems.map(({ sheet, row, column, what }) => (
                <Table.Tr key={`${sheet} ${row} ${column} ${what}`}>
                  <Table.Td>{sheet ?? "–"}</Table.Td>
                  <Table.Td>{format.number(row, 0)}</Table.Td>
                  <Table.Td>{column}</Table.Td>
                  <Table.Td>{what}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
