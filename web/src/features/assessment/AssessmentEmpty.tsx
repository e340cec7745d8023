import { Paper } from "@mantine/core";
import { IconClipboardCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";

/** Nothing to assess yet, and what to do about it. */
export function AssessmentEmpty() {
  const { t } = useTranslation("assessment");
  const may = useMay();
  const { machines } = useSession();
  const what = machines === 0 ? "none" : "undecided";
  return (
    <Paper>
      <EmptyState
        icon={IconClipboardCheck}
        title={t(`empty.${what}`)}
        action={may("import") && <ButtonLink to="/imports">{t("empty.to_imports")}</ButtonLink>}
      >
        {t(may("import") ? `empty.${what}_text` : "empty.reader_text")}
      </EmptyState>
    </Paper>
  );
}
