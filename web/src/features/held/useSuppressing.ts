import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { NewSuppression, SuppressionRow } from "../../api/contract";
import { notify } from "../../components/notify";

// What follows from it is decided at once; the events say when that is done.
function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["opportunities"] });
}

const nameOf = (row: SuppressionRow) => row.serial_number ?? row.customer_name ?? "";

export function useSuppress() {
  const { t } = useTranslation("held");
  const refresh = useRefresh();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (entry: NewSuppression) => api.post<SuppressionRow>("/suppressions", entry),
    onSuccess: (row) => {
      notify({ message: t("notice.saved", { name: nameOf(row) }) });
      void refresh();
    },
  });
}

export function useEndSuppression() {
  const { t } = useTranslation("held");
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, last }: { id: number; last: string }) => api.post<SuppressionRow>(`/suppressions/${id}/end`, { last }),
    onSuccess: (row) => notify({ message: t("notice.ended", { name: nameOf(row) }) }),
    // Somebody else may have ended it: what is shown is not so any more.
    onSettled: refresh,
  });
}
