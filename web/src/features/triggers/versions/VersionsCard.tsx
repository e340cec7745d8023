import { Anchor, Paper, Skeleton, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../../api/client";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { useFormats } from "../../../format/useFormats";
import { triggerPath, versionsQuery } from "../queries";
import { VersionState } from "../VersionState";

/** Who saved what when and why, and where it stands. */
export function VersionsCard({ id }: { id: string }) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const query = useQuery(versionsQuery(id));
  return (
    <Paper p="md" component="section" aria-labelledby="versions">
      <Title order={2} id="versions" mb="xs">
        {t("versions.title")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={120} />}>
        {(versions) => (
          <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-labelledby": "versions" } }}>
            <Table fz="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("versions.version")}</Table.Th>
                  <Table.Th>{t("versions.state")}</Table.Th>
                  <Table.Th>{t("versions.saved")}</Table.Th>
                  <Table.Th>{t("versions.why")}</Table.Th>
                  <Table.Th>{t("versions.file")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {versions.map((of) => {
                  const version = String(of.version);
                  return (
                    <Table.Tr key={version}>
                      <Table.Td>
                        <AnchorLink inherit to="/triggers/$id/versions/$version" params={{ id, version }}>
                          {t("waiting.version", { version })}
                        </AnchorLink>
                      </Table.Td>
                      <Table.Td>
                        <VersionState state={of.state} />
                      </Table.Td>
                      <Table.Td>{of.shipped ? t("versions.shipped") : t("by", { person: of.saved_by, at: format.instant(of.saved_at) })}</Table.Td>
                      <Table.Td>{of.why}</Table.Td>
                      <Table.Td>
                        <Anchor inherit href={apiUrl(`${triggerPath(id)}/trigger.toml`, { version: of.version })} download aria-label={t("versions.file_label", { version })}>
                          {t("version.toml")}
                        </Anchor>
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
    </Paper>
  );
}
