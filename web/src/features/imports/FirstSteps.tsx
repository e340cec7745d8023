import { Paper, SimpleGrid, Text, ThemeIcon } from "@mantine/core";
import { useTranslation } from "react-i18next";

const STEPS = ["one", "two", "three"] as const;

/** For who has never imported anything: what will happen. */
export function FirstSteps() {
  const { t } = useTranslation("imports");
  return (
    <SimpleGrid component="ol" cols={{ base: 1, sm: 3 }} m={0} p={0} aria-label={t("steps.label")} style={{ listStyle: "none" }}>
      {STEPS.map((step, index) => (
        <Paper key={step} p="md" component="li">
          <ThemeIcon variant="light" radius="xl" size={28} fz="sm" fw={700} aria-hidden>
            {index + 1}
          </ThemeIcon>
          <Text fw={600} mt="xs">
            {t(`steps.${step}`)}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`steps.${step}_text`)}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
