import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../../api/client";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { ButtonLink } from "../../../components/ButtonLink";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { useFormats } from "../../../format/useFormats";
import { triggerPath, triggersQuery, versionQuery } from "../queries";
import { VersionState } from "../VersionState";
import { VersionActions } from "./VersionActions";
import { VersionDetail } from "./VersionDetail";

const route = getRouteApi("/triggers/$id/versions/$version");

export function VersionPage() {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const may = useMay();
  const { id, version: wanted } = route.useParams();
  const query = useQuery(versionQuery(id, Number(wanted)));
  // A trigger that was never in force has no page of its own.
  const trigger = useQuery(triggersQuery).data?.find((of) => of.id === id);
  const version = query.data?.version;
  return (
    <>
      {trigger ? (
        <AnchorLink to="/triggers/$id" params={{ id }} size="sm">
          {trigger.title}
        </AnchorLink>
      ) : (
        <AnchorLink to="/triggers" size="sm">
          {t("detail.back")}
        </AnchorLink>
      )}
      <PageTitle
        title={version?.title ?? t("list.trigger")}
        beside={version && <VersionState state={version.state} />}
        subtitle={
          version &&
          (version.shipped
            ? t("version.subtitle_shipped", { version: wanted })
            : t("version.subtitle", { version: wanted, by: t("by", { person: version.saved_by, at: format.instant(version.saved_at) }) }))
        }
        actions={
          version && (
            <>
              <Button component="a" variant="default" href={apiUrl(`${triggerPath(id)}/trigger.toml`, { version: version.version })} download aria-label={t("versions.file_label", { version: wanted })}>
                {t("version.toml")}
              </Button>
              {may("triggers") && (
                <ButtonLink variant="default" to="/triggers/$id/replay" params={{ id }} search={{ version: version.version }}>
                  {t("detail.replay")}
                </ButtonLink>
              )}
              <VersionActions key={version.etag} version={version} />
            </>
          )
        }
      />
      <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
        {(found) => <VersionDetail found={found} />}
      </Loaded>
    </>
  );
}
