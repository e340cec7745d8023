import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TriggerVersion } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { ErrorState } from "../../../components/ErrorState";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { useFormats } from "../../../format/useFormats";
import { versionQuery, versionsQuery } from "../queries";
import { TriggerForm } from "./TriggerForm";

const route = getRouteApi("/triggers/$id/edit");

/** The version to begin with: the newest draft, else the one in force, else the newest of all. */
function firstOf(versions: readonly TriggerVersion[]): TriggerVersion | undefined {
  return versions.find((of) => of.state === "draft") ?? versions.find((of) => of.state === "active") ?? versions[0];
}

export function EditTriggerPage() {
  const { t } = useTranslation("editor");
  const format = useFormats();
  const { id } = route.useParams();
  const { version: wanted } = route.useSearch();
  const versions = useQuery({ ...versionsQuery(id), enabled: wanted === undefined });
  const version = wanted ?? firstOf(versions.data ?? [])?.version;
  const query = useQuery({ ...versionQuery(id, version ?? 0), enabled: version !== undefined });
  const found = query.data?.version;
  return (
    <>
      {found ? (
        <AnchorLink to="/triggers/$id/versions/$version" params={{ id, version: String(found.version) }} size="sm">
          {found.title}
        </AnchorLink>
      ) : (
        <AnchorLink to="/triggers" size="sm">
          {t("back")}
        </AnchorLink>
      )}
      <PageTitle
        title={t("edit")}
        subtitle={
          found &&
          (found.state === "draft"
            ? t("go_on", { version: String(found.version), at: format.instant(found.saved_at), person: found.saved_by })
            : t("from_version", { version: String(found.version) }))
        }
      />
      {versions.error && !versions.data ? (
        <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
      ) : (
        <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
          {(start) => <TriggerForm key={`${id} ${start.version.version}`} start={start} />}
        </Loaded>
      )}
    </>
  );
}
