import { Paper, Stack, Text, Title } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { UploadRow } from "../../api/contract";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import classes from "./FirstSteps.module.css";
import { WaitingUploads } from "./WaitingUploads";

const STEPS = ["upload", "check", "work"] as const;

/** A fresh installation: three steps to the first opportunity. */
export function FirstSteps({ uploads }: { uploads: UploadRow[] }) {
  const { t } = useTranslation("today");
  const may = useMay();
  return (
    <Stack gap="md" maw={880}>
      {uploads.length > 0 && may("import") && <WaitingUploads uploads={uploads} />}
      <Paper component="section" p="xl">
        <Title order={2} mb={4}>
          {t("first.title")}
        </Title>
        <Text c="dimmed" maw={620}>
          {t(may("import") ? "first.text" : "first.text_reader")}
        </Text>
        <ol className={classes.steps}>
          {STEPS.map((step, index) => (
            <li key={step} className={classes.step}>
              <span className={classes.number} aria-hidden>
                {index + 1}
              </span>
              <div>
                <Text fw={600}>{t(`first.${step}.title`)}</Text>
                <Text size="sm" c="dimmed">
                  {t(`first.${step}.text`)}
                </Text>
              </div>
            </li>
          ))}
        </ol>
        {may("import") && (
          <ButtonLink to="/imports" size="md" leftSection={<IconUpload size={18} stroke={1.7} aria-hidden />}>
            {t("first.action")}
          </ButtonLink>
        )}
      </Paper>
    </Stack>
  );
}
