import { Switch } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { DataUseRegister, Policy } from "../../api/contract";
import { useMay } from "../../api/session";
import { notify } from "../../components/notify";
import { useRefresh } from "./useRefresh";

/** Settles whether agreements are asked for even while nothing is entered. */
export function AlwaysSwitch({ register }: { register: DataUseRegister }) {
  const { t } = useTranslation("data-use");
  const may = useMay();
  const refresh = useRefresh();
  const settle = useMutation({
    mutationFn: (always: boolean) => api.put<Policy>("/policy/data_use", { always }, { etag: register.etag }),
    onSuccess: (_policy, always) => void notify({ message: t(always ? "always.on" : "always.off") }),
    // Whether it went or somebody else was first: what is shown is not so any more.
    onSettled: refresh,
  });
  return (
    <Switch
      label={t("always.label")}
      description={may("approve") ? t("always.hint") : t("always.who")}
      disabled={!may("approve") || settle.isPending}
      checked={settle.isPending ? settle.variables : register.always}
      onChange={(event) => settle.mutate(event.currentTarget.checked)}
    />
  );
}
