import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { opportunityQuery } from "../../api/queries";
import { AnchorLink } from "../../components/AnchorLink";
import { EvidenceList } from "../../components/EvidenceList";
import { Loaded } from "../../components/Loaded";
import { TriggerBadge } from "../../components/TriggerBadge";
import { useFormats } from "../../format/useFormats";

/** Why the opportunity is there, down to the cells, without leaving the page. */
export function Proof({ opportunity }: { opportunity: string }) {
  const { t } = useTranslation("today");
  const format = useFormats();
  const query = useQuery(opportunityQuery(opportunity));
  return (
    <Loaded query={query} skeleton={<Skeleton h={96} mt="xs" />}>
      {(data) => (
        <Stack gap="xs" pt="xs">
          {data.proofs.map((proof) => (
            <div key={proof.trigger}>
              <Group gap="xs">
                <TriggerBadge trigger={proof.trigger} linked />
                <Text size="sm" c="dimmed">
                  {t("proof.since", { day: format.day(proof.since) })}
                </Text>
              </Group>
              <EvidenceList evidence={proof.evidence} />
            </div>
          ))}
          <Group gap="md">
            <AnchorLink size="sm" to="/opportunities/$id" params={{ id: data.id }}>
              {t("proof.opportunity")}
            </AnchorLink>
            <AnchorLink size="sm" to="/machines/$id" params={{ id: data.machine_id }}>
              {t("proof.machine")}
            </AnchorLink>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}
