import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UploadRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Lines.module.css";
import { Section } from "./Section";

function nextStep(upload: UploadRow): "questions" | "ready" | "importing" | "failed" {
  if (upload.state === "failed" || upload.state === "importing") return upload.state;
  return upload.questions > 0 ? "questions" : "ready";
}

export function WaitingUploads({ uploads }: { uploads: UploadRow[] }) {
  const { t } = useTranslation("today");
  const format = useFormats();
  return (
    <Section title={t("uploads.title")}>
      <ul className={classes.list}>
        {uploads.map((upload) => {
          const step = nextStep(upload);
          return (
            <li key={upload.id} className={classes.line}>
              <div className={classes.main}>
                <AnchorLink to="/imports/uploads/$id" params={{ id: upload.id }} fw={600} c="var(--mantine-color-text)">
                  {upload.name}
                </AnchorLink>
                <Text size="sm" c="dimmed">
                  {t("uploads.by", { name: upload.created_by, instant: format.instant(upload.created_at) })}
                </Text>
              </div>
              <Text
                size="sm"
                ta="right"
                c={step === "failed" ? "var(--mantine-color-error)" : step === "questions" ? "var(--instand-attention)" : "dimmed"}
              >
                {t(`uploads.${step}`, { count: upload.questions })}
              </Text>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
