import { Modal, Skeleton, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/Loaded";
import { ProfileTables } from "./ProfileTables";
import { ProfileVersions } from "./ProfileVersions";
import { profileQuery } from "./queries";

interface Props {
  source: string;
  editable: boolean;
  onClose: () => void;
}

/** The tables a profile knows, the same as TOML, and its versions. */
export function ProfileDialog({ source, editable, onClose }: Props) {
  const { t } = useTranslation("imports");
  const query = useQuery(profileQuery(source));
  return (
    <Modal opened onClose={onClose} size="xl" title={<Text fw={600}>{t("profile.title", { source })}</Text>} closeButtonProps={{ "aria-label": t("profile.close") }}>
      <Loaded query={query} skeleton={<Skeleton h={240} />}>
        {(versions) => {
          const [newest] = versions;
          if (!newest) return null;
          return (
            <Tabs defaultValue={newest.removed ? "versions" : "tables"}>
              <Tabs.List mb="sm">
                <Tabs.Tab value="tables">{t("profile.tables")}</Tabs.Tab>
                <Tabs.Tab value="toml">{t("profile.toml")}</Tabs.Tab>
                <Tabs.Tab value="versions">{t("profile.versions")}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="tables">
                <ProfileTables tables={newest.tables} />
              </Tabs.Panel>
              <Tabs.Panel value="toml">
                <pre tabIndex={0} style={{ overflow: "auto", maxHeight: "60vh", margin: 0, fontSize: "0.8125rem" }}>
                  {newest.mapping ?? ""}
                </pre>
              </Tabs.Panel>
              <Tabs.Panel value="versions">
                <ProfileVersions versions={versions} editable={editable} />
              </Tabs.Panel>
            </Tabs>
          );
        }}
      </Loaded>
    </Modal>
  );
}
