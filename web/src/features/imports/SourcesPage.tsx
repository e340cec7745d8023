import { Paper, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { IconDatabase } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { Profiles } from "./Profiles";
import { sourcesQuery } from "./queries";
import { SourceCard } from "./SourceCard";
import { TelemetrySources } from "./TelemetrySources";

export function SourcesPage() {
  const { t } = useTranslation("imports");
  const may = useMay();
  const query = useQuery(sourcesQuery);
  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/imports">{t("to_imports")}</AnchorLink>
      </Text>
      <PageTitle title={t("sources.title")} subtitle={t("sources.intro")} />
      <Stack gap="sm" maw={920}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {(["priority", "complete"] as const).map((part) => (
            <Paper key={part} p="md" bg="transparent">
              <Text fw={600}>{t(`sources.${part}`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`sources.${part}_hint`)}
              </Text>
            </Paper>
          ))}
        </SimpleGrid>
        {!may("sources") && <Text c="dimmed">{t("sources.read_only")}</Text>}
        <Loaded query={query} skeleton={<Skeleton h={280} />}>
          {(sources) =>
            sources.length === 0 ? (
              <EmptyState icon={IconDatabase} title={t("sources.none_title")} action={<ButtonLink to="/imports">{t("to_imports")}</ButtonLink>}>
                {t("sources.none_text")}
              </EmptyState>
            ) : (
              sources.map((source) => <SourceCard key={source.name} source={source} editable={may("sources")} />)
            )
          }
        </Loaded>
        <TelemetrySources />
        <Profiles />
      </Stack>
    </>
  );
}
