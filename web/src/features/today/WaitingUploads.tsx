import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UploadRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { useUploadOutcome } from "../imports/useUploadOutcome";
import classes from "./Lines.module.css";
import { Section } from "./Section";

/** What is to be done with it next, or that nothing can be; empty while that is on its way. */
function NextStep({ upload }: { upload: UploadRow }) {
  const { t } = useTranslation("today");
  const outcome = useUploadOutcome(upload);
  if (outcome === undefined) return null;
  const step = upload.state === "failed" || upload.state === "importing" ? upload.state : upload.questions > 0 ? "questions" : outcome;
  return (
    <Text
      size="sm"
      ta="right"
      c={step === "failed" || step === "unreadable" ? "var(--mantine-color-error)" : step === "questions" ? "var(--instand-attention)" : "dimmed"}
    >
      {t(`uploads.${step}`, { count: upload.questions })}
    </Text>
  );
}

export function WaitingUploads({ uploads }: { uploads: UploadRow[] }) {
  const { t } = useTranslation("today");
  const format = useFormats();
  return (
    <Section title={t("uploads.title")}>
      <ul className={classes.list}>
        {uploads.map((upload) => (
          <li key={upload.id} className={classes.line}>
            <div className={classes.main}>
              <AnchorLink to="/imports/uploads/$id" params={{ id: upload.id }} fw={600} c="var(--mantine-color-text)">
                {upload.name}
              </AnchorLink>
              <Text size="sm" c="dimmed">
                {t("uploads.by", { name: upload.created_by, instant: format.instant(upload.created_at) })}
              </Text>
            </div>
            <NextStep upload={upload} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
