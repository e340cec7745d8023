import { Badge, Button, Checkbox, Group, Modal, Select, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { VisitProposal } from "../../api/tours";
import { useSession } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { EmptyState } from "../../components/EmptyState";
import { ErrorState } from "../../components/ErrorState";
import { useFormats } from "../../format/useFormats";
import { useDurations } from "../tours/useDurations";
import { useTakeProposals } from "./changes";
import { proposalsQuery } from "./queries";
import classes from "./Visits.module.css";

const HORIZONS = [30, 60, 90, 180] as const;

/** Machines whose maintenance is due, to be made visits of many at once. */
export function ProposalsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const [days, setDays] = useState(60);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const query = useInfiniteQuery(proposalsQuery(days));
  const take = useTakeProposals();
  const proposals = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const taken = proposals.filter(({ opportunity_id }) => !left.has(opportunity_id));
  const set = (rows: readonly VisitProposal[], wanted: boolean) =>
    setLeft((before) => {
      const after = new Set(before);
      for (const { opportunity_id } of rows) if (wanted) after.delete(opportunity_id);
      else after.add(opportunity_id);
      return after;
    });
  const number = (value: number) => format.number(value, 0);
  return (
    <Modal opened onClose={onClose} size="xl" title={<Text fw={600}>{t("proposals.title")}</Text>} closeButtonProps={{ "aria-label": t("back") }}>
      <Stack gap="sm">
        <Text>{t("proposals.text")}</Text>
        <Select
          label={t("proposals.days")}
          w={240}
          allowDeselect={false}
          data-autofocus
          value={String(days)}
          data={HORIZONS.map((of) => ({ value: String(of), label: t("proposals.within", { number: of }) }))}
          onChange={(value) => setDays(Number(value))}
        />
        {query.error && !query.data ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !query.data ? (
          <Skeleton h={240} />
        ) : proposals.length === 0 ? (
          <EmptyState icon={IconCircleCheck} title={t("proposals.none")} order={3}>
            {t("proposals.none_text")}
          </EmptyState>
        ) : (
          <>
            <Rows proposals={proposals} left={left} onSet={set} />
            {query.hasNextPage && (
              <Group gap="sm">
                <Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t("list.more")}
                </Button>
                <Text size="sm" c="dimmed">
                  {t("list.shown", { shown: number(proposals.length), total: number(total) })}
                </Text>
              </Group>
            )}
          </>
        )}
        <Group justify="flex-end" gap="xs" className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t("back")}
          </Button>
          <Button
            disabled={taken.length === 0}
            loading={take.isPending}
            onClick={() =>
              take.mutate(
                taken.map(({ opportunity_id }) => opportunity_id),
                { onSuccess: onClose },
              )
            }
          >
            {t("proposals.take", { count: taken.length, number: number(taken.length) })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Rows({ proposals, left, onSet }: { proposals: readonly VisitProposal[]; left: ReadonlySet<string>; onSet: (rows: readonly VisitProposal[], wanted: boolean) => void }) {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const duration = useDurations();
  const { today } = useSession();
  const picked = proposals.filter(({ opportunity_id }) => !left.has(opportunity_id)).length;
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("proposals.list") } }}>
      <Table fz="sm" aria-label={t("proposals.list")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="2.5rem">
              <Checkbox size="xs" aria-label={t("proposals.all")} checked={picked === proposals.length} indeterminate={picked > 0 && picked < proposals.length} onChange={(event) => onSet(proposals, event.currentTarget.checked)} />
            </Table.Th>
            <Table.Th>{t("field.machine")}</Table.Th>
            <Table.Th>{t("field.customer")}</Table.Th>
            <Table.Th>{t("field.due")}</Table.Th>
            <Table.Th>{t("field.duration")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {proposals.map((of) => (
            <Table.Tr key={of.opportunity_id}>
              <Table.Td>
                <Checkbox size="xs" aria-label={t("proposals.one", { machine: of.serial_number ?? of.customer_name })} checked={!left.has(of.opportunity_id)} onChange={(event) => onSet([of], event.currentTarget.checked)} />
              </Table.Td>
              <Table.Td>
                <AnchorLink to="/machines/$id" params={{ id: of.machine_id }} size="sm" className={classes.nowrap}>
                  {of.serial_number ?? t("field.machine")}
                </AnchorLink>
                <Text size="xs" c="dimmed">
                  {of.machine_type}
                </Text>
              </Table.Td>
              <Table.Td className={classes.wide}>
                {of.customer_name === "" ? t("no_customer") : of.customer_name}
                <Text size="xs" c="dimmed">
                  {[of.address, of.region].filter(Boolean).join(" · ")}
                  {of.latitude === null && ` · ${t("no_place")}`}
                </Text>
              </Table.Td>
              <Table.Td className={classes.nowrap}>
                {of.due_on ? format.day(of.due_on) : "–"}
                {of.due_on && (
                  <Text size="xs" c={of.due_on < today ? undefined : "dimmed"}>
                    {of.due_on < today ? (
                      <Badge component="span" variant="light" color="red" radius="sm" tt="none" fw={500}>
                        {t("overdue_since", { left: format.daysFrom(of.due_on, today) })}
                      </Badge>
                    ) : (
                      format.daysFrom(of.due_on, today)
                    )}
                  </Text>
                )}
              </Table.Td>
              <Table.Td className={classes.nowrap}>{duration(of.duration_minutes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
