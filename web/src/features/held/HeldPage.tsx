import { Tabs, Text } from "@mantine/core";
import { IconBan, IconHandStop } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { PageTitle } from "../../components/PageTitle";
import { HeldTab } from "./HeldTab";
import { SuppressButton } from "./SuppressButton";
import { SuppressionsTab } from "./SuppressionsTab";

const route = getRouteApi("/opportunities/held");

/** What makes no opportunity though it fires, and what people entered that keeps it back. */
export function HeldPage() {
  const { t } = useTranslation("held");
  const may = useMay();
  const { tab = "hits" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/opportunities">{t("back")}</AnchorLink>
      </Text>
      <PageTitle title={t("title")} subtitle={t("subtitle")} actions={may("work") && <SuppressButton />} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ search: (previous) => ({ ...previous, page: undefined, tab: value === "suppressions" ? "suppressions" : undefined }), resetScroll: false })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="hits" leftSection={<IconHandStop size={16} stroke={1.6} aria-hidden />}>
            {t("tab.hits")}
          </Tabs.Tab>
          <Tabs.Tab value="suppressions" leftSection={<IconBan size={16} stroke={1.6} aria-hidden />}>
            {t("tab.suppressions")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="hits">
          <HeldTab />
        </Tabs.Panel>
        <Tabs.Panel value="suppressions">
          <SuppressionsTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
