import { Button, Paper, Skeleton, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReplayRow } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { useFormats } from "../../../format/useFormats";
import { DeleteReplay } from "./DeleteReplay";
import { replaysQuery } from "./queries";

interface Props {
  trigger: string;
  /** The replay that is shown above. */
  shown: number | undefined;
}

/** Replays whose results are kept; each can be looked at again. */
export function FormerReplays({ trigger, shown }: Props) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const may = useMay();
  const query = useQuery(replaysQuery(trigger));
  const [deleting, setDeleting] = useState<ReplayRow | null>(null);
  return (
    <Paper p="md" component="section" aria-labelledby="former">
      <Title order={2} id="former" mb="xs">
        {t("former.heading")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={80} />}>
        {(replays) =>
          replays.length === 0 ? (
            <Text c="dimmed">{t("former.none")}</Text>
          ) : (
            <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-labelledby": "former" } }}>
              <Table fz="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("former.when")}</Table.Th>
                    <Table.Th>{t("former.versions")}</Table.Th>
                    <Table.Th>{t("former.asked")}</Table.Th>
                    {may("triggers") && <Table.Th>{t("former.actions")}</Table.Th>}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {replays.map((of) => (
                    <Table.Tr key={of.id} aria-current={of.id === shown || undefined}>
                      <Table.Td>
                        <AnchorLink inherit to="/triggers/$id/replay" params={{ id: trigger }} search={{ replay: of.id }}>
                          {t("former.period", { from: format.day(of.from), to: format.day(of.to) })}
                        </AnchorLink>
                      </Table.Td>
                      <Table.Td>{of.versions.join(", ")}</Table.Td>
                      <Table.Td>{t("former.by", { person: of.asked_by, at: format.instant(of.asked_at) })}</Table.Td>
                      {may("triggers") && (
                        <Table.Td>
                          <Button size="compact-sm" variant="default" aria-label={t("former.delete_label", { id: String(of.id) })} onClick={() => setDeleting(of)}>
                            {t("former.delete")}
                          </Button>
                        </Table.Td>
                      )}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
      {deleting && <DeleteReplay replay={deleting} isShown={deleting.id === shown} onClose={() => setDeleting(null)} />}
    </Paper>
  );
}
