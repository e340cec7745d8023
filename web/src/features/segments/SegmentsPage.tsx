import { Skeleton } from "@mantine/core";
import { IconFilterCog } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { ArchivedSegments } from "./ArchivedSegments";
import { ImportSegment } from "./ImportSegment";
import { segmentsQuery } from "./queries";
import { SegmentList } from "./SegmentList";

export function SegmentsPage() {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const may = useMay();
  const { as_of } = useSession();
  const query = useQuery(segmentsQuery);
  return (
    <>
      <PageTitle
        title={t("list.title")}
        subtitle={as_of === null ? t("list.undecided") : t("list.subtitle", { day: format.day(as_of) })}
        actions={
          may("segments") && (
            <>
              <ImportSegment />
              <ButtonLink to="/segments/new">{t("list.new")}</ButtonLink>
            </>
          )
        }
      />
      <Loaded query={query} skeleton={<Skeleton h={320} radius="md" />}>
        {(segments) =>
          segments.length === 0 ? (
            <EmptyState icon={IconFilterCog} title={t("list.empty")}>
              {t("list.empty_text")}
            </EmptyState>
          ) : (
            <SegmentList segments={segments} />
          )
        }
      </Loaded>
      <ArchivedSegments />
    </>
  );
}
