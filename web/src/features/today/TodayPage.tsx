import { IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { AsOf } from "./AsOf";
import { Cockpit } from "./Cockpit";
import { FirstSteps } from "./FirstSteps";
import { todayQuery } from "./queries";
import { TodaySkeleton } from "./TodaySkeleton";

function timeOfDay(): "morning" | "day" | "evening" {
  const hour = new Date().getHours();
  if (hour < 10) return "morning";
  return hour < 18 ? "day" : "evening";
}

export function TodayPage() {
  const { t } = useTranslation("today");
  const session = useSession();
  const may = useMay();
  const query = useQuery(todayQuery);
  return (
    <>
      <PageTitle
        title={t(`greeting.${timeOfDay()}`, { name: session.account.name })}
        subtitle={<AsOf today={session.today} data={query.data} />}
        actions={
          may("import") &&
          session.machines > 0 && (
            <ButtonLink to="/imports" variant="default" leftSection={<IconUpload size={16} stroke={1.7} aria-hidden />}>
              {t("upload")}
            </ButtonLink>
          )
        }
      />
      <Loaded query={query} skeleton={<TodaySkeleton />}>
        {(data) => (data.machines === 0 ? <FirstSteps uploads={data.uploads} /> : <Cockpit data={data} today={session.today} />)}
      </Loaded>
    </>
  );
}
