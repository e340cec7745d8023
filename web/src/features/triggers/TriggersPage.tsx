import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { ImportTrigger } from "./ImportTrigger";
import { triggersQuery } from "./queries";
import { TriggerList } from "./TriggerList";
import { TriggerListSkeleton } from "./TriggerListSkeleton";
import { WaitingVersions } from "./WaitingVersions";

export function TriggersPage() {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const may = useMay();
  const { as_of } = useSession();
  const query = useQuery(triggersQuery);
  return (
    <>
      <PageTitle
        title={t("list.title")}
        subtitle={as_of === null ? t("list.undecided") : t("list.subtitle", { day: format.day(as_of) })}
        actions={
          <>
            <ButtonLink to="/triggers/policy" variant="default">
              {t("policy")}
            </ButtonLink>
            {may("triggers") && (
              <>
                <ImportTrigger />
                <ButtonLink to="/triggers/new">{t("list.new")}</ButtonLink>
              </>
            )}
          </>
        }
      />
      <Loaded query={query} skeleton={<TriggerListSkeleton />}>
        {(triggers) =>
          triggers.length === 0 ? (
            <EmptyState icon={IconBolt} title={t("list.empty")}>
              {t("list.empty_text")}
            </EmptyState>
          ) : (
            <TriggerList triggers={triggers} />
          )
        }
      </Loaded>
      <WaitingVersions />
    </>
  );
}
