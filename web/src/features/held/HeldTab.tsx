import { Skeleton } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { HeldFilter } from "./HeldFilter";
import { HeldList } from "./HeldList";
import { heldQuery } from "./queries";

const route = getRouteApi("/opportunities/held");

/** Every hit that is held back, with the reason. */
export function HeldTab() {
  const { t } = useTranslation("held");
  const { reason, customer } = route.useSearch();
  const query = useQuery(heldQuery({ reason, customer }));
  const filtered = reason !== undefined || customer !== undefined;
  return (
    <>
      <HeldFilter page={query.data} />
      <Loaded query={query} skeleton={<Skeleton h={360} />}>
        {(page) =>
          page.total === 0 ? (
            <EmptyState icon={IconCircleCheck} title={t(filtered ? "empty.filtered" : "empty.title")}>
              {t(filtered ? "empty.filtered_text" : "empty.text")}
            </EmptyState>
          ) : (
            <HeldList page={page} />
          )
        }
      </Loaded>
    </>
  );
}
