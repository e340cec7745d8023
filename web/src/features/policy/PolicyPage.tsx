import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { CapacityCard } from "./CapacityCard";
import { ConversationsCard } from "./ConversationsCard";
import { policyQuery } from "./queries";
import { SuppressingCard } from "./SuppressingCard";
import { WeightsCard } from "./WeightsCard";

const skeleton = (
  <Stack gap="md">
    <Skeleton h={360} />
    <Skeleton h={160} />
    <Skeleton h={200} />
  </Stack>
);

/** What people settled of how is decided: which hit comes first, what holds it back, what is spoken of together, how much a week. */
export function PolicyPage() {
  const { t } = useTranslation("policy");
  const may = useMay();
  const query = useQuery(policyQuery);
  return (
    <>
      <AnchorLink to="/triggers" size="sm">
        {t("back")}
      </AnchorLink>
      <PageTitle title={t("title")} subtitle={t("subtitle")} />
      {!may("approve") && (
        <Text c="dimmed" mb="md">
          {t("read_only")}
        </Text>
      )}
      <Loaded query={query} skeleton={skeleton}>
        {(policy) => (
          <Stack gap="md">
            <WeightsCard part={policy.weights} />
            <CapacityCard part={policy.capacity} />
            <SuppressingCard part={policy.suppressing} />
            <ConversationsCard part={policy.conversations} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}
