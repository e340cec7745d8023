import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { SuppressMenu } from "../held/SuppressMenu";
import { nameOf } from "./notices";
import { OpportunitySkeleton } from "./OpportunitySkeleton";
import { OpportunityView } from "./OpportunityView";
import { opportunityQuery } from "./queries";
import { subjectsOf } from "./subjectsOf";

const route = getRouteApi("/opportunities/$id");

export function OpportunityPage() {
  const { t } = useTranslation("opportunities");
  const { id } = route.useParams();
  const query = useQuery(opportunityQuery(id));
  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/opportunities">{t("panel.back")}</AnchorLink>
      </Text>
      <PageTitle title={query.data ? nameOf(query.data) : t("page_title")} actions={query.data && <SuppressMenu subjects={subjectsOf(query.data)} />} />
      <Loaded query={query} skeleton={<OpportunitySkeleton />}>
        {(opportunity) => <OpportunityView key={opportunity.id} opportunity={opportunity} wide />}
      </Loaded>
    </>
  );
}
