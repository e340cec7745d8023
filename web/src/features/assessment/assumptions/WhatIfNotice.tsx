import { Alert, Button, Group } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../../components/ButtonLink";
import { changedIds } from "../changes";
import { useReport } from "../reportContext";

/** Says that these are not the usual figures, what differs, and how to get back. */
export function WhatIfNotice() {
  const { t } = useTranslation("assessment");
  const { view, usual, onEdit } = useReport();
  const value = (of: typeof view, id: string) => of.assumptions.find((assumption) => assumption.id === id)?.value ?? "";
  const changed = usual ? changedIds(view.result.assumptions, usual.result.assumptions) : [];
  return (
    <Alert color="amber" variant="light" role="status" icon={<IconAdjustmentsHorizontal size={20} aria-hidden />} title={t("assume.changed")}>
      {usual && changed.map((id) => t("assume.change_of", { name: t(`assume.name.${id}`), value: value(view, id), usual: value(usual, id) })).join("; ")}
      {onEdit && (
        <Group gap="xs" mt={6} data-screen-only>
          <ButtonLink to="/assessment" search={{}} variant="default" size="xs" resetScroll={false}>
            {t("assume.reset")}
          </ButtonLink>
          <Button variant="subtle" size="xs" onClick={onEdit}>
            {t("assume.edit")}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
