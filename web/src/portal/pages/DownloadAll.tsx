import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError, apiUrl } from "../../api/client";
import type { Problem } from "../../api/contract";
import { Button } from "../parts/Button";
import { Message } from "../parts/Message";
import { useErrorText } from "../useErrorText";
import { useSession } from "../useSession";
import classes from "./pages.module.css";

async function fetchAll(): Promise<Blob> {
  const answer = await fetch(apiUrl("/portal/data.zip"), { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) return answer.blob();
  const status = answer?.status ?? 0;
  const problem: Problem = { type: "about:blank", title: `HTTP ${status}`, status, code: "http" };
  throw new ApiError({ ...problem, ...((await answer?.json().catch(() => ({}))) as Partial<Problem> | undefined) });
}

/** Hands over everything there is about the own machines. Fetched first, so that a refusal can be told in words. */
export function DownloadAll() {
  const { t } = useTranslation("portal");
  const { today } = useSession();
  const errorText = useErrorText();
  const download = useMutation({
    mutationFn: fetchAll,
    onSuccess: (file) => {
      const url = URL.createObjectURL(file);
      const link = document.createElement("a");
      link.href = url;
      link.download = `${t("data.file")}-${today}.zip`;
      link.click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <section aria-labelledby="download" className={classes.paper}>
      <h2 id="download">{t("data.download_title")}</h2>
      <p className={classes.below}>{t("data.download_text")}</p>
      {download.error !== null && (
        <div className={classes.below}>
          <Message kind="wrong">
            <p>{errorText(download.error)}</p>
          </Message>
        </div>
      )}
      {download.isSuccess && (
        <div className={classes.below}>
          <Message kind="done">
            <p>{t("data.downloaded")}</p>
          </Message>
        </div>
      )}
      <Button busy={download.isPending} onClick={() => download.mutate()} icon={<IconDownload size={22} aria-hidden />}>
        {t(download.isPending ? "data.download_busy" : "data.download")}
      </Button>
    </section>
  );
}
