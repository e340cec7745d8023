import { Button, Checkbox, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tasks } from "../../api/contract";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { tasksQuery } from "./queries";
import { TaskItem } from "./TaskItem";
import classes from "./Tasks.module.css";

const route = getRouteApi("/tasks");
const PART = 50;

/** What campaigns ask of persons, and what they may not do by themselves. */
export function TasksPage() {
  const { t } = useTranslation("tasks");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(tasksQuery(search));
  return (
    <>
      <PageTitle title={t("title")} subtitle={t("subtitle")} />
      <Group gap="md" mb="md">
        <SegmentedControl
          aria-label={t("whose.label")}
          value={search.whose ?? "mine"}
          data={[
            { value: "mine", label: t("whose.mine") },
            { value: "all", label: t("whose.all") },
          ]}
          onChange={(value) => void navigate({ search: (previous) => ({ ...previous, whose: value === "all" ? "all" : undefined }), resetScroll: false })}
        />
        <Checkbox
          label={t("show_done")}
          checked={search.done === "shown"}
          onChange={(event) => {
            const done = event.currentTarget.checked ? ("shown" as const) : undefined;
            void navigate({ search: (previous) => ({ ...previous, done }), resetScroll: false });
          }}
        />
      </Group>
      <Loaded query={query} skeleton={<Skeleton h={320} radius="md" />}>
        {(tasks) =>
          tasks.items.length === 0 ? (
            <EmptyState
              icon={IconCircleCheck}
              title={t(search.whose === "all" ? "empty.all" : "empty.mine")}
              action={
                search.whose !== "all" && (
                  <ButtonLink from="/tasks" to="/tasks" search={(previous) => ({ ...previous, whose: "all" as const })} variant="default">
                    {t("empty.show_all")}
                  </ButtonLink>
                )
              }
            >
              {t("empty.text")}
            </EmptyState>
          ) : (
            <List key={`${search.whose ?? ""} ${search.done ?? ""}`} tasks={tasks} />
          )
        }
      </Loaded>
    </>
  );
}

function List({ tasks: { items, more } }: { tasks: Tasks }) {
  const { t } = useTranslation("tasks");
  const format = useFormats();
  const [shown, setShown] = useState(PART);
  const overdue = items.filter((of) => of.is_overdue).length;
  const number = (value: number) => format.number(value, 0);
  return (
    <>
      <Text c="dimmed" mb="xs" role="status">
        {t("count", { count: items.length, number: more ? t("more_than", { number: number(items.length) }) : number(items.length) })}
        {overdue > 0 && ` · ${t("overdue_count", { count: overdue, number: number(overdue) })}`}
      </Text>
      <Stack component="ul" gap="xs" className={classes.list} aria-label={t("title")}>
        {items.slice(0, shown).map((task) => (
          <TaskItem key={task.id} task={task} />
        ))}
      </Stack>
      {shown < items.length && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + PART)}>
          {t("show_more", { number: number(Math.min(PART, items.length - shown)) })}
        </Button>
      )}
      {more && shown >= items.length && (
        <Text size="sm" c="dimmed" mt="sm">
          {t("more", { number: number(items.length) })}
        </Text>
      )}
    </>
  );
}
