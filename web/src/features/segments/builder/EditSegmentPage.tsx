import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { segmentQuery } from "../queries";
import { SegmentForm } from "./SegmentForm";

const route = getRouteApi("/segments/$id/edit");

export function EditSegmentPage() {
  const { t } = useTranslation("segments");
  const { id } = route.useParams();
  const query = useQuery(segmentQuery(id));
  return (
    <>
      <AnchorLink to="/segments/$id" params={{ id }} size="sm">
        {query.data?.segment.title ?? t("back")}
      </AnchorLink>
      <PageTitle title={t("builder.edit")} subtitle={query.data && t("builder.edit_subtitle", { version: query.data.segment.version })} />
      <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
        {(segment) => <SegmentForm segment={segment} />}
      </Loaded>
    </>
  );
}
