import { Alert, Button } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Job } from "../../api/contract";
import { useMay } from "../../api/session";

/** Machines are there but no trigger has been asked yet. */
export function NotDecidedYet() {
  const { t } = useTranslation("today");
  const may = useMay();
  // The run announces itself by events; what it changes is fetched again then.
  const run = useMutation({ mutationFn: () => api.post<Job>("/runs", {}) });
  return (
    <Alert icon={<IconInfoCircle aria-hidden />} color="petrol" title={t("undecided.title")}>
      {t("undecided.text")}{" "}
      {may("decide") && (
        <Button mt="xs" display="block" onClick={() => run.mutate()} loading={run.isPending} disabled={run.isSuccess}>
          {t(run.isSuccess ? "undecided.running" : "undecided.run")}
        </Button>
      )}
    </Alert>
  );
}
