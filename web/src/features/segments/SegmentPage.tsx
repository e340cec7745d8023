import { Button, Menu, Skeleton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { ButtonLink } from "../../components/ButtonLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ArchiveDialog } from "./ArchiveDialog";
import { segmentQuery } from "./queries";
import { SegmentDetail } from "./SegmentDetail";

const route = getRouteApi("/segments/$id");

export function SegmentPage() {
  const { t } = useTranslation("segments");
  const may = useMay();
  const { id } = route.useParams();
  const query = useQuery(segmentQuery(id));
  const [archiving, setArchiving] = useState(false);
  const segment = query.data?.segment;
  const path = `/segments/${encodeURIComponent(id)}`;
  return (
    <>
      <AnchorLink to="/segments" size="sm">
        {t("back")}
      </AnchorLink>
      <PageTitle
        title={segment?.title ?? t("segment")}
        subtitle={segment?.note}
        actions={
          segment && (
            <>
              {may("segments") && (
                <ButtonLink to="/segments/$id/edit" params={{ id }}>
                  {t("detail.edit")}
                </ButtonLink>
              )}
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button variant="default" leftSection={<IconDots size={16} aria-hidden />}>
                    {t("detail.more")}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item component="a" href={apiUrl(`${path}/segment.toml`)} download>
                    {t("detail.toml")}
                  </Menu.Item>
                  {may("export") && (
                    <Menu.Item component="a" href={apiUrl(`${path}/members/export.xlsx`)} download>
                      {t("detail.xlsx")}
                    </Menu.Item>
                  )}
                  {may("segments") && (
                    <Menu.Item color="red" onClick={() => setArchiving(true)}>
                      {t("detail.archive")}
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            </>
          )
        }
      />
      <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
        {(found) => <SegmentDetail found={found} />}
      </Loaded>
      {archiving && segment && <ArchiveDialog segment={segment} onClose={() => setArchiving(false)} />}
    </>
  );
}
