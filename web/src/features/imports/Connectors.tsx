import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { ConnectorCard } from "./ConnectorCard";
import { connectorsQuery } from "./queries";

/** Other systems that are read by themselves. Who has set up none sees nothing of it. */
export function Connectors() {
  const { t } = useTranslation("imports");
  const may = useMay();
  const { data } = useQuery({ ...connectorsQuery, enabled: may("sources") });
  if (!data?.length) return null;
  return (
    <section aria-labelledby="connectors">
      <Title order={2} id="connectors">
        {t("connectors.title")}
      </Title>
      <Text c="dimmed" size="sm" mb="xs">
        {t("connectors.intro")}
      </Text>
      <Stack gap="sm">
        {data.map((connector) => (
          <ConnectorCard key={connector.name} connector={connector} />
        ))}
      </Stack>
    </section>
  );
}
