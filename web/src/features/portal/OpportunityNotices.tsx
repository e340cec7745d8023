import { Paper, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { PortalNotices } from "../../api/contract";
import { NoticeList } from "./NoticeList";
import { noticesQuery } from "./queries";

/** What the customer was told of an opportunity in the portal, and answered; nothing where there is nothing. */
export function OpportunityNotices({ opportunity }: { opportunity: string }) {
  const { data } = useQuery(noticesQuery({ opportunity }));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Shown notices={data} />
    </Suspense>
  );
}

function Shown({ notices: { items, more } }: { notices: PortalNotices }) {
  const { t } = useTranslation("portal-staff");
  return (
    <Paper p="md" component="section" aria-labelledby="portal-notices">
      <Title order={2} id="portal-notices" mb="xs">
        {t("notices.title")}
      </Title>
      <NoticeList notices={items} more={more} />
    </Paper>
  );
}
