import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { machinesQuery } from "../api/queries";
import { TextField } from "../parts/Field";
import { Loaded } from "../parts/Loaded";
import { PageTitle } from "../parts/PageTitle";
import { useSession } from "../useSession";
import { MachineCard } from "./MachineCard";
import { MoreButton } from "./MoreButton";
import classes from "./pages.module.css";

const route = getRouteApi("/signed-in/portal/machines");
/** Fewer are found by looking. */
const WORTH_SEARCHING = 8;
const TYPING_MS = 250;

export function Machines() {
  const { t } = useTranslation("portal");
  const { customer, machines: number } = useSession();
  const { q } = route.useSearch();
  const query = useInfiniteQuery(machinesQuery(q));
  return (
    <>
      <PageTitle title={t("machines.title")}>{customer.name}</PageTitle>
      {number >= WORTH_SEARCHING && <Search />}
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const total = pages[0]?.total ?? 0;
          return (
            <>
              <p className={classes.count} role="status">
                {items.length > 0 ? t("machines.count", { count: total }) : t(q === undefined ? "machines.none" : "machines.none_found")}
              </p>
              <ul className={classes.cards}>
                {items.map((machine) => (
                  <MachineCard key={machine.id} machine={machine} />
                ))}
              </ul>
              <MoreButton query={query} left={total - items.length} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Search() {
  const { t } = useTranslation("portal");
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q ?? "");
  useEffect(() => {
    const wanted = text.trim() === "" ? undefined : text.trim();
    if (wanted === q) return;
    const timer = window.setTimeout(() => void navigate({ search: { q: wanted }, replace: true, resetScroll: false }), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text, q, navigate]);
  return (
    <div role="search" className={classes.search}>
      <TextField label={t("machines.search")} hint={t("machines.search_hint")} type="search" value={text} onChange={(event) => setText(event.currentTarget.value)} />
    </div>
  );
}
