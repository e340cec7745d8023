import { Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { ProfileCard } from "./ProfileCard";
import { batchesQuery, profilesQuery, sourcesQuery } from "./queries";

/** The mapping profiles of all sources, also of one that delivers nothing any more. */
export function Profiles() {
  const { t } = useTranslation("imports");
  const may = useMay();
  const query = useQuery(profilesQuery);
  const sources = useQuery(sourcesQuery).data ?? [];
  const batches = useQuery(batchesQuery).data ?? [];
  return (
    <section aria-labelledby="mapping-profiles">
      <Title order={2} id="mapping-profiles" mt="lg">
        {t("profile.heading")}
      </Title>
      <Text c="dimmed" mb="sm">
        {t("profile.intro")}
      </Text>
      <Loaded query={query} skeleton={<Skeleton h={120} />}>
        {(profiles) => {
          const names = [...new Set([...sources.map((source) => source.name), ...profiles.map((profile) => profile.source)])].sort((a, b) => a.localeCompare(b));
          return (
            <Stack gap="xs">
              {names.map((source) => (
                <ProfileCard
                  key={source}
                  source={source}
                  profile={profiles.find((profile) => profile.source === source)}
                  latest={batches.find((batch) => batch.state === "active" && batch.sources.includes(source))}
                  editable={may("sources")}
                />
              ))}
              {names.length === 0 && <Text c="dimmed">{t("sources.none_text")}</Text>}
            </Stack>
          );
        }}
      </Loaded>
    </section>
  );
}
