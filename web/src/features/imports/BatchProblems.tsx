import { Button, Group, Pagination, Skeleton, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import { useMay } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import { ProblemTable } from "./ProblemTable";
import { PROBLEMS, problemsQuery } from "./queries";

const route = getRouteApi("/imports/batches/$id");

export function BatchProblems({ id }: { id: string }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const may = useMay();
  const navigate = route.useNavigate();
  const page = Math.max(1, Math.floor(Number(route.useSearch().page)) || 1);
  const query = useQuery(problemsQuery(id, page));
  const turn = (to: number) =>
    void navigate({ search: (previous) => ({ ...previous, page: to === 1 ? undefined : String(to) }), resetScroll: false });
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t("problem.title")}</Title>
        {may("export") && query.data && query.data.total > 0 && (
          <Button
            component="a"
            variant="default"
            href={apiUrl(`/batches/${encodeURIComponent(id)}/problems.csv`)}
            download
            leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
          >
            {t("problem.download")}
          </Button>
        )}
      </Group>
      <Loaded query={query} skeleton={<Skeleton h={240} />}>
        {(problems) =>
          problems.total === 0 ? (
            <Text c="dimmed">{t("problem.none")}</Text>
          ) : (
            <>
              <ProblemTable problems={problems.items} />
              <Group justify="space-between" mt="sm">
                <Text size="sm" c="dimmed" role="status">
                  {t("pages.range", {
                    from: format.number(problems.offset + 1),
                    to: format.number(problems.offset + problems.items.length),
                    total: format.number(problems.total),
                  })}
                </Text>
                {problems.total > PROBLEMS && (
                  <Pagination
                    size="sm"
                    total={Math.ceil(problems.total / PROBLEMS)}
                    value={page}
                    onChange={turn}
                    aria-label={t("pages.label")}
                    getItemProps={(number) => ({ "aria-label": t("pages.page", { page: format.number(number) }) })}
                    getControlProps={(control) => ({ "aria-label": t(control === "next" ? "pages.next" : "pages.previous") })}
                  />
                )}
              </Group>
            </>
          )
        }
      </Loaded>
    </section>
  );
}
