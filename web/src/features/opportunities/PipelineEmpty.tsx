import { Button } from "@mantine/core";
import { IconLayoutKanban } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { useFilters } from "./useFilters";

/** Why nothing is shown, and what to do about it. */
export function PipelineEmpty() {
  const { t } = useTranslation("opportunities");
  const { search, set, clear, filtered } = useFilters();
  const may = useMay();
  const others = Object.keys(search).filter((name) => !["owner", "view", "sort", "page", "open"].includes(name));

  if (search.owner === "me" && others.length === 0) {
    return (
      <EmptyState icon={IconLayoutKanban} title={t("empty.mine_title")} action={<Button onClick={() => set({ owner: "all" })}>{t("empty.show_team")}</Button>}>
        {t("empty.mine_text")}
      </EmptyState>
    );
  }
  if (filtered) {
    return (
      <EmptyState icon={IconLayoutKanban} title={t("empty.filtered_title")} action={<Button onClick={clear}>{t("filter.clear_all")}</Button>}>
        {t("empty.filtered_text")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconLayoutKanban}
      title={t("empty.none_title")}
      action={may("import") && <ButtonLink to="/imports">{t("empty.none_action")}</ButtonLink>}
    >
      {t("empty.none_text")}
    </EmptyState>
  );
}
