import { Paper, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/Loaded";
import { NoticeList } from "./NoticeList";
import { noticesQuery } from "./queries";

/** What the owner of a machine was told and offered in the portal. */
export function MachineNotices({ machine }: { machine: string }) {
  const { t } = useTranslation("portal-staff");
  const query = useQuery(noticesQuery({ machine }));
  return (
    <Paper p="md" component="section" aria-labelledby="portal-notices">
      <Title order={2} id="portal-notices" mb="xs">
        {t("notices.title")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={96} />}>
        {({ items, more }) => (items.length === 0 ? <Text c="dimmed">{t("notices.none")}</Text> : <NoticeList notices={items} more={more} withOpportunity />)}
      </Loaded>
    </Paper>
  );
}
