import { Alert, Button, Fieldset, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AssessmentView, Assumptions } from "../../../api/contract";
import { errorText } from "../../../components/notifyError";
import { type AssumptionId, changedIds, changesText } from "../changes";
import { assessmentQuery } from "../queries";
import { useReport } from "../reportContext";
import { AssumptionField } from "./AssumptionField";
import { GROUPS } from "./fields";

interface Props {
  usual: AssessmentView;
  onClose: () => void;
}

/** What if: other assumptions, for the one who looks; nothing of it is kept but the address. */
export function AssumptionsDialog({ usual, onClose }: Props) {
  const { t } = useTranslation("assessment");
  const { view } = useReport();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Assumptions>(view.result.assumptions);
  const changed = changedIds(draft, usual.result.assumptions).length;
  const compute = useMutation({
    meta: { quiet: true },
    mutationFn: (text: string | undefined) => client.fetchQuery(assessmentQuery(text)),
    onSuccess: async (_, text) => {
      onClose();
      await navigate({ to: "/assessment", search: { assumptions: text }, resetScroll: false });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    compute.mutate(changesText(draft, usual.result.assumptions));
  };
  const field = (id: AssumptionId) => (
    <AssumptionField
      key={id}
      id={id}
      draft={draft}
      meaning={usual.assumptions.find((assumption) => assumption.id === id)?.meaning}
      onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
    />
  );
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{t("assume.title")}</Text>} closeButtonProps={{ "aria-label": t("assume.cancel") }}>
      <form onSubmit={submit}>
        <Text mb="md">{t("assume.text")}</Text>
        <Stack gap="md">
          {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
            <Fieldset key={group} legend={t(`assume.group.${group}`)}>
              <Stack gap="sm">{GROUPS[group].map(field)}</Stack>
            </Fieldset>
          ))}
        </Stack>
        {compute.error && (
          <Alert color="red" variant="light" role="alert" mt="md" title={t("assume.refused")}>
            {errorText(compute.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="subtle" disabled={changed === 0} onClick={() => setDraft(usual.result.assumptions)} mr="auto">
            {t("assume.all_usual")}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("assume.cancel")}
          </Button>
          <Button type="submit" loading={compute.isPending}>
            {t("assume.compute")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
