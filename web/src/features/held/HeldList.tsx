import { Group, Pagination, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { HeldHit, Page } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { HeldCards } from "./HeldCards";
import { HeldTable } from "./HeldTable";

const route = getRouteApi("/opportunities/held");
const ROWS = 50;

/** Held hits page by page; cards on a phone. */
export function HeldList({ page }: { page: Page<HeldHit> }) {
  const { t } = useTranslation("held");
  const format = useFormats();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = useMediaQuery("(max-width: 48em)");
  const pages = Math.ceil(page.items.length / ROWS);
  const current = Math.min(Math.max(1, Number(search.page ?? 1)), pages);
  const from = (current - 1) * ROWS;
  const hits = page.items.slice(from, from + ROWS);
  const turn = (to: number) => {
    void navigate({ search: (previous) => ({ ...previous, page: to === 1 ? undefined : String(to) }) });
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      {phone ? <HeldCards hits={hits} /> : <HeldTable hits={hits} />}
      <Group justify="space-between" mt="sm" gap="xs">
        <Text size="sm" c="dimmed">
          {t("range", { from: format.number(from + 1), to: format.number(from + hits.length), total: format.number(page.total) })}
        </Text>
        {pages > 1 && (
          <Pagination
            size="sm"
            total={pages}
            value={current}
            onChange={turn}
            siblings={phone ? 0 : 1}
            aria-label={t("pages")}
            getItemProps={(number) => ({ "aria-label": t("page_of", { page: format.number(number) }) })}
            getControlProps={(control) => ({ "aria-label": t(control === "next" ? "next_page" : "previous_page") })}
          />
        )}
      </Group>
    </>
  );
}
