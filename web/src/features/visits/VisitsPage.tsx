import { Alert, Button, Group, MultiSelect, Select, Skeleton, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconCalendarPlus, IconFilterOff, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { ErrorState } from "../../components/ErrorState";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { useTechnicianName } from "../technicians/useTechnicianName";
import { tourSettingsQuery } from "../tours/queries";
import { ToursNav } from "../tours/ToursNav";
import { ProposalsDialog } from "./ProposalsDialog";
import { visitQuery, visitsQuery } from "./queries";
import { PENDING, statesOf, VISIT_KINDS, VISIT_STATES, visitSearch, type VisitSearch } from "./search";
import { VisitDialog } from "./VisitDialog";
import { VisitModal } from "./VisitModal";
import { VisitTable } from "./VisitTable";

const route = getRouteApi("/tours/visits");

/** All visits, and what is due but none yet. */
export function VisitsPage() {
  const { t } = useTranslation("visits");
  const may = useMay();
  const [dialog, setDialog] = useState<"new" | "proposals" | null>(null);
  const plans = may("plan_tours");
  return (
    <>
      <PageTitle
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          plans && (
            <>
              <Button variant="default" leftSection={<IconCalendarPlus size={16} stroke={1.7} aria-hidden />} onClick={() => setDialog("proposals")}>
                {t("proposals.open")}
              </Button>
              <Button leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={() => setDialog("new")}>
                {t("new")}
              </Button>
            </>
          )
        }
      />
      <ToursNav />
      <Visits onPropose={() => setDialog("proposals")} />
      {dialog === "new" && <VisitDialog onClose={() => setDialog(null)} />}
      {dialog === "proposals" && <ProposalsDialog onClose={() => setDialog(null)} />}
    </>
  );
}

function Visits({ onPropose }: { onPropose: () => void }) {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const may = useMay();
  // The address also holds the cell of the source drawer.
  const search = route.useSearch({ select: (all) => visitSearch({ ...all }), structuralSharing: true });
  const navigate = route.useNavigate();
  const change = (part: Partial<VisitSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const query = useInfiniteQuery(visitsQuery(search));
  const visits = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const number = (value: number) => format.number(value, 0);
  const filtered = search.state !== undefined || search.kind !== undefined || search.region !== undefined || search.q !== undefined || search.machine !== undefined;
  const clear = () => change({ state: undefined, kind: undefined, region: undefined, q: undefined, machine: undefined });
  return (
    <>
      <Filters search={search} onChange={change} />
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <div role="status" aria-label={t("loading")}>
          <Skeleton h={360} radius="md" />
        </div>
      ) : visits.length === 0 ? (
        <EmptyState
          icon={filtered ? IconFilterOff : IconCalendarPlus}
          title={t(filtered ? "empty.filtered" : "empty.title")}
          action={
            filtered ? (
              <Button variant="default" onClick={clear}>
                {t("filter.clear")}
              </Button>
            ) : (
              may("plan_tours") && <Button onClick={onPropose}>{t("proposals.open")}</Button>
            )
          }
        >
          {t(filtered ? "empty.filtered_text" : "empty.text")}
        </EmptyState>
      ) : (
        <>
          {search.machine !== undefined && (
            <Alert variant="light" color="petrol" mb="sm" p="xs">
              <Group gap="sm">
                {t("filter.machine", { machine: visits[0]?.serial_number ?? "" })}
                <Button variant="subtle" size="compact-sm" onClick={() => change({ machine: undefined })}>
                  {t("filter.all_machines")}
                </Button>
              </Group>
            </Alert>
          )}
          <Text c="dimmed" mb="xs" role="status">
            {t("list.count", { count: total, number: number(total) })}
          </Text>
          <VisitTable visits={visits} onOpen={(visit) => change({ visit: visit.id })} />
          {query.hasNextPage && (
            <Group gap="sm" mt="sm">
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("list.more")}
              </Button>
              <Text size="sm" c="dimmed">
                {t("list.shown", { shown: number(visits.length), total: number(total) })}
              </Text>
            </Group>
          )}
        </>
      )}
      {search.visit !== undefined && <Opened id={search.visit} onClose={() => change({ visit: undefined })} />}
    </>
  );
}

function Opened({ id, onClose }: { id: string; onClose: () => void }) {
  const technicianName = useTechnicianName();
  const { data } = useQuery(visitQuery(id));
  return data ? <VisitModal visit={data} technicianName={technicianName} onClose={onClose} /> : null;
}

function Filters({ search, onChange }: { search: VisitSearch; onChange: (part: Partial<VisitSearch>) => void }) {
  const { t } = useTranslation("visits");
  const may = useMay();
  const settings = useQuery({ ...tourSettingsQuery, enabled: may("plan_tours") }).data;
  const find = useDebouncedCallback((q: string) => onChange({ q: q.trim() === "" ? undefined : q.trim() }), 300);
  const states = statesOf(search);
  const asUsual = (chosen: readonly string[]) => chosen.length === PENDING.length && PENDING.every((state) => chosen.includes(state));
  return (
    <Group gap="sm" mb="sm" role="search" aria-label={t("filter.label")} align="flex-start">
      <TextInput
        key={search.q === undefined ? "empty" : "filled"}
        aria-label={t("filter.find")}
        placeholder={t("filter.find")}
        w={{ base: "100%", xs: 240 }}
        leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
        defaultValue={search.q ?? ""}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <MultiSelect
        aria-label={t("filter.state")}
        placeholder={states.length === 0 ? t("filter.state") : undefined}
        maw={420}
        value={states}
        data={VISIT_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(chosen) => onChange({ state: chosen.length === 0 || asUsual(chosen) ? undefined : chosen.join(",") })}
      />
      <Select
        aria-label={t("filter.kind")}
        w={190}
        allowDeselect={false}
        value={search.kind ?? ""}
        data={[{ value: "", label: t("filter.all_kinds") }, ...VISIT_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))]}
        onChange={(kind) => onChange({ kind: VISIT_KINDS.find((of) => of === kind) })}
      />
      {settings && settings.regions.length > 0 && (
        <Select
          aria-label={t("filter.region")}
          w={170}
          allowDeselect={false}
          value={search.region ?? ""}
          data={[{ value: "", label: t("filter.all_regions") }, ...settings.regions.map((region) => ({ value: region, label: region }))]}
          onChange={(region) => onChange({ region: region === null || region === "" ? undefined : region })}
        />
      )}
    </Group>
  );
}
