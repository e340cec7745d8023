import { Alert, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCalendarOff, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Tours } from "../../api/tours";
import { useSession } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { boardOf } from "./board";
import { PlanButton, PlanProgress, sumsOf, usePlanRun } from "./Planning";
import { toursQuery } from "./queries";
import { daysOf, type TourSearch, tourSearch } from "./search";
import { SpanBar } from "./SpanBar";
import { TourBoard } from "./TourBoard";
import { ToursNav } from "./ToursNav";
import { useDurations } from "./useDurations";

const route = getRouteApi("/tours");

/** Which technician goes where on which day: on a calendar and a map, with what found no place. */
export function ToursPage() {
  const { t } = useTranslation("tours");
  const { today } = useSession();
  // The address also holds the cell of the source drawer.
  const search = route.useSearch({ select: (all) => tourSearch({ ...all }), structuralSharing: true });
  const navigate = route.useNavigate();
  const change = useCallback((part: Partial<TourSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false }), [navigate]);
  const query = useQuery(toursQuery(search, today));
  const run = usePlanRun(query.data, search.region);
  const days = useMemo(() => (query.data ? daysOf(query.data.first_day, query.data.last_day) : []), [query.data]);
  return (
    <>
      <PageTitle title={t("title")} subtitle={query.data ? <Standing tours={query.data} /> : t("subtitle")} actions={query.data && query.data.technicians.length > 0 && <PlanButton tours={query.data} region={search.region} run={run} />} />
      <ToursNav />
      <SpanBar search={search} tours={query.data} days={days} onChange={change} />
      <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
        {(tours) => (
          <>
            <PlanProgress run={run} tours={tours} />
            {tours.plan?.travel === "fallback" && (
              <Alert color="amber" variant="light" mb="md" icon={<IconAlertTriangle size={20} aria-hidden />} title={t("travel.fallback")}>
                {tours.plan.travel_note}
              </Alert>
            )}
            <Content tours={tours} search={search} days={days} onChange={change} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Content({ tours, search, days, onChange }: { tours: Tours; search: TourSearch; days: readonly string[]; onChange: (part: Partial<TourSearch>) => void }) {
  const { t } = useTranslation("tours");
  const board = useMemo(() => boardOf(tours), [tours]);
  if (tours.technicians.length === 0) {
    const filtered = search.region !== undefined;
    return (
      <EmptyState
        icon={IconUserPlus}
        title={t(filtered ? "empty.no_technician_region" : "empty.no_technician")}
        action={
          <ButtonLink to="/tours/technicians" variant="default">
            {t("empty.to_technicians")}
          </ButtonLink>
        }
      >
        {t("empty.no_technician_text")}
      </EmptyState>
    );
  }
  if (tours.tours.length === 0 && tours.left_out.length === 0) {
    return (
      <EmptyState
        icon={IconCalendarOff}
        title={t("empty.no_visit")}
        action={
          <ButtonLink to="/tours/visits" variant="default">
            {t("empty.to_visits")}
          </ButtonLink>
        }
      >
        {t("empty.no_visit_text")}
      </EmptyState>
    );
  }
  return <TourBoard board={board} search={search} days={days} onChange={onChange} />;
}

/** When it was planned, and how much there is; of all together, never of one person. */
function Standing({ tours }: { tours: Tours }) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const { stops, minutes, km } = sumsOf(tours);
  const number = (value: number) => format.number(value, 0);
  const parts = [
    t("standing.stops", { count: stops, number: number(stops) }),
    t("standing.tours", { count: tours.tours.length, number: number(tours.tours.length) }),
    ...(stops > 0 ? [t("standing.travel", { travel: duration(minutes), km: number(km) })] : []),
    tours.plan ? t("standing.made", { at: format.instant(tours.plan.made_at), person: tours.plan.made_by }) : t("standing.never"),
    ...(tours.plan?.travel === "great_circle" ? [t("travel.great_circle")] : []),
  ];
  return <Text inherit>{parts.join(" · ")}</Text>;
}
