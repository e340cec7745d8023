import { Button, Drawer, Tabs } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconMap2, IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { ActiveFilters } from "./filter/ActiveFilters";
import { FacetPanel } from "./filter/FacetPanel";
import { columnsOf, columnsText } from "./list/columnIds";
import { LeftOut } from "./list/LeftOut";
import { MachineCount } from "./list/MachineCount";
import { MachineList } from "./list/MachineList";
import { Toolbar } from "./list/Toolbar";
import { useShownSearch } from "./list/useShownSearch";
import { MachineMap } from "./map/MachineMap";
import classes from "./MachinesPage.module.css";
import { facetsQuery } from "./queries";
import { withoutFilters } from "./search";
import { useMachineSearch } from "./useMachineSearch";

/** The installed base: all machines as a table or on the map, filtered, ordered and counted by the server. */
export function MachinesPage() {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const { search, change, setSearch } = useMachineSearch();
  const { shown, first, waiting } = useShownSearch(search);
  const facets = useQuery(facetsQuery(search));
  const wide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [besides, setBesides] = useLocalStorage({ key: "instand.machines.filters", defaultValue: true, getInitialValueInEffect: false });
  const [drawer, drawerState] = useDisclosure(false);
  const tab = search.tab ?? "table";
  const columns = columnsOf(search.columns);
  const clear = () => setSearch(withoutFilters(search));
  const panel = <FacetPanel query={facets} search={search} onChange={change} />;

  return (
    <div className={classes.page} data-filling={(tab === "table" && !phone) || undefined}>
      <PageTitle title={t("title")} beside={<MachineCount total={first.data?.total} />} />
      <Tabs
        className={classes.tabs}
        value={tab}
        onChange={(value) => change({ tab: value === "map" ? "map" : undefined })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="table" leftSection={<IconTable size={16} stroke={1.6} aria-hidden />}>
            {t("tab.table")}
          </Tabs.Tab>
          <Tabs.Tab value="map" leftSection={<IconMap2 size={16} stroke={1.6} aria-hidden />}>
            {t("tab.map")}
          </Tabs.Tab>
        </Tabs.List>
        <Toolbar
          search={search}
          columns={columns}
          phone={phone}
          filtersShown={wide ? besides : drawer}
          onFilters={wide ? () => setBesides(!besides) : drawerState.open}
          onText={(q) => change({ q }, true)}
          onSort={(sort) => change({ sort })}
          onColumns={(ids) => change({ columns: columnsText(ids) })}
        />
        <ActiveFilters
          search={search}
          facets={facets.data}
          customerName={first.data?.items[0]?.customer_name ?? null}
          onChange={change}
          onClear={clear}
        />
        <LeftOut search={search} facets={facets.data} onChange={change} />
        <div className={classes.body}>
          {wide && besides && (
            <aside className={classes.facets} aria-label={t("filter.title")} tabIndex={0}>
              {panel}
            </aside>
          )}
          <Tabs.Panel value="table" className={classes.panel}>
            <MachineList
              search={shown}
              first={first}
              stale={waiting}
              columns={columns}
              phone={phone}
              onSort={(sort) => change({ sort })}
              onClear={clear}
            />
          </Tabs.Panel>
          <Tabs.Panel value="map" className={classes.panel}>
            <MachineMap search={search} onFilter={setSearch} onClear={clear} />
          </Tabs.Panel>
        </div>
      </Tabs>
      {!wide && (
        <Drawer
          opened={drawer}
          onClose={drawerState.close}
          title={t("filter.title")}
          size={phone ? "100%" : "sm"}
          closeButtonProps={{ "aria-label": t("filter.close") }}
        >
          {panel}
          <div className={classes.done}>
            <Button fullWidth onClick={drawerState.close}>
              {t("filter.done", { count: first.data?.total ?? 0, number: format.number(first.data?.total ?? 0, 0) })}
            </Button>
          </div>
        </Drawer>
      )}
    </div>
  );
}
