import { Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ContactPolicy } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";

/** Who changed it when and why. */
export function Versions({ policy }: { policy: ContactPolicy }) {
  const { t } = useTranslation("contact-policy");
  const format = useFormats();
  const { versions, versions_total: total } = policy;
  const number = (value: number) => format.number(value, 0);
  return (
    <Paper p="md" component="section" aria-labelledby="versions">
      <Title order={2} id="versions" mb="xs">
        {t("versions.title")}
      </Title>
      {versions.length === 0 ? (
        <Text c="dimmed">{t("versions.none")}</Text>
      ) : (
        <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("versions.title") } }}>
          <Table fz="sm" aria-labelledby="versions">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("versions.version")}</Table.Th>
                <Table.Th>{t("versions.who")}</Table.Th>
                <Table.Th>{t("versions.why")}</Table.Th>
                <Table.Th>{t("versions.what")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {versions.map((of) => (
                <Table.Tr key={of.version}>
                  <Table.Td>{number(of.version)}</Table.Td>
                  <Table.Td>
                    {of.saved_by}
                    <Text size="sm" c="dimmed">
                      {format.instant(of.saved_at)}
                    </Text>
                  </Table.Td>
                  <Table.Td>{of.reason}</Table.Td>
                  <Table.Td>
                    {[
                      t("versions.cells", { count: of.changed_cells, number: number(of.changed_cells) }),
                      t("versions.limits", { contacts: number(of.limits.contacts), days: number(of.limits.days) }),
                      t("versions.hours", { from: of.hours.from, until: of.hours.until }),
                      t("versions.closed", { count: of.hours.closed.length, number: number(of.hours.closed.length) }),
                    ].join(" · ")}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {total > versions.length && (
        <Text size="sm" c="dimmed">
          {t("versions.more", { shown: number(versions.length), number: number(total) })}
        </Text>
      )}
    </Paper>
  );
}
