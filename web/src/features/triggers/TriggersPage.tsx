import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { triggersQuery } from "./queries";
import { TriggerList } from "./TriggerList";
import { TriggerListSkeleton } from "./TriggerListSkeleton";

export function TriggersPage() {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const { as_of } = useSession();
  const query = useQuery(triggersQuery);
  return (
    <>
      <PageTitle
        title={t("list.title")}
        subtitle={as_of === null ? t("list.undecided") : t("list.subtitle", { day: format.day(as_of) })}
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
    </>
  );
}
