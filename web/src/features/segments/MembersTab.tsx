import { Group, Pagination, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "../../api/contract";
import { DayInput } from "../../components/DayInput";
import { ErrorState } from "../../components/ErrorState";
import { useFormats } from "../../format/useFormats";
import { MemberTable } from "./MemberTable";
import { changesQuery, membersQuery, PART } from "./queries";

interface Props {
  segment: SegmentRow;
  which: "member" | "unknown" | "joined" | "left";
}

/** The machines of a segment, in parts; of those that came or went, since a day that can be chosen. */
export function MembersTab({ segment, which }: Props) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const [part, setPart] = useState(1);
  const [since, setSince] = useState<string | null>(null);
  const offset = (part - 1) * PART;
  const isChange = which === "joined" || which === "left";
  const members = useQuery({ ...membersQuery(segment.id, which === "unknown" ? "unknown" : "member", offset), enabled: !isChange });
  const changes = useQuery({ ...changesQuery(segment.id, which === "left" ? "left" : "joined", since, offset), enabled: isChange });
  const page = isChange ? changes.data?.machines : members.data;
  const error = isChange ? changes.error : members.error;
  const from = changes.data?.since ?? null;
  return (
    <>
      {isChange && (
        <Group mb="sm" align="end">
          <DayInput
            label={t("changes_since")}
            value={since ?? from}
            maxDate={changes.data?.as_of}
            onChange={(day) => {
              setPart(1);
              setSince(day);
            }}
          />
        </Group>
      )}
      {isChange && changes.data && from === null && <Text c="dimmed">{t("detail.not_noted")}</Text>}
      {error && !page ? (
        <ErrorState error={error} onRetry={() => void (isChange ? changes.refetch() : members.refetch())} />
      ) : page === undefined ? (
        <div role="status">
          <Skeleton h={200} />
        </div>
      ) : page.total === 0 ? (
        <Text c="dimmed">{t(`none.${which}`)}</Text>
      ) : (
        <>
          <MemberTable rows={page.items} which={which} />
          {page.total > PART && (
            <Group justify="space-between" mt="sm">
              <Text size="sm" c="dimmed">
                {t("part", { from: format.number(page.offset + 1, 0), to: format.number(page.offset + page.items.length, 0), total: format.number(page.total, 0) })}
              </Text>
              <Pagination
                size="sm"
                total={Math.ceil(page.total / PART)}
                value={part}
                onChange={setPart}
                getItemProps={(number) => ({ "aria-label": t("page", { number: String(number) }) })}
                getControlProps={(control) => ({ "aria-label": t(`control.${control}` as "control.next") })}
              />
            </Group>
          )}
        </>
      )}
    </>
  );
}
