import { Button } from "@mantine/core";
import { IconCircleCheck, IconGitMerge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchQueue } from "../../api/contract";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { useFormats } from "../../format/useFormats";
import { contextOf } from "./pairs";
import { sourcesQuery } from "./queries";

interface Props {
  about: MatchAbout;
  queue: MatchQueue | undefined;
  /** Takes the last decision back, where there is one. */
  onUndo?: () => void;
}

/** What this page is for, and why nothing waits. */
export function QueueEmpty({ about, queue, onUndo }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const may = useMay();
  const sources = useQuery(sourcesQuery).data;
  const lists = sources?.filter(({ kinds }) => kinds.includes("machines")).length;
  const toImports = may("import") && <ButtonLink to="/imports">{t("empty.to_imports")}</ButtonLink>;
  if (queue?.records === 0) {
    return (
      <EmptyState icon={IconGitMerge} title={t("empty.none_title")} action={toImports}>
        {t("empty.none_text")}
      </EmptyState>
    );
  }
  if (about === "machine" && lists !== undefined && lists < 2) {
    return (
      <EmptyState icon={IconGitMerge} title={t("empty.single_title")} action={toImports}>
        {t("empty.single_text")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconCircleCheck}
      title={t("empty.title")}
      action={
        onUndo && (
          <Button variant="default" onClick={onUndo}>
            {t("decide.undo")}
          </Button>
        )
      }
    >
      {t("empty.text", {
        context: contextOf(about),
        records: format.number(queue?.records ?? 0, 0),
        pairs: format.number(queue?.compared ?? 0, 0),
      })}
    </EmptyState>
  );
}
