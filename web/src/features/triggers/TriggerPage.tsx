import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { ButtonLink } from "../../components/ButtonLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { triggerQuery } from "./queries";
import { TriggerDetail } from "./TriggerDetail";
import { TriggerDetailSkeleton } from "./TriggerDetailSkeleton";

const route = getRouteApi("/triggers/$id");

export function TriggerPage() {
  const { t } = useTranslation("triggers");
  const words = useWords();
  const may = useMay();
  const { id } = route.useParams();
  const query = useQuery(triggerQuery(id));
  const hits = query.data?.fires ?? 0;
  return (
    <>
      <AnchorLink to="/triggers" size="sm">
        {t("detail.back")}
      </AnchorLink>
      <PageTitle
        title={query.data?.title ?? words.catalogue.triggers.find((trigger) => trigger.id === id)?.title ?? t("list.trigger")}
        subtitle={query.data?.explanation}
        actions={
          <>
            {may("triggers") && (
              <>
                <ButtonLink to="/triggers/$id/edit" params={{ id }} variant="default">
                  {t("detail.edit")}
                </ButtonLink>
                <ButtonLink to="/triggers/$id/replay" params={{ id }} variant="default">
                  {t("detail.replay")}
                </ButtonLink>
              </>
            )}
            {hits > 0 && (
              <>
                <ButtonLink to="/machines" search={{ trigger: id }} variant="default">
                  {t("detail.machines")}
                </ButtonLink>
                <ButtonLink to="/opportunities" search={{ trigger: id, owner: "all", view: "list" }}>
                  {t("detail.opportunities")}
                </ButtonLink>
              </>
            )}
          </>
        }
      />
      <Loaded query={query} skeleton={<TriggerDetailSkeleton />}>
        {(trigger) => <TriggerDetail trigger={trigger} />}
      </Loaded>
    </>
  );
}
