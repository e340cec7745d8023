import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, upload } from "../../api/client";
import type { Upload } from "../../api/contract";
import { notifyError } from "../../components/notifyError";
import { type NamedFile, totalBytes } from "./dropped";
import { uploadQuery } from "./queries";

export interface Sending {
  name: string;
  files: number;
  sent: number;
  total: number;
}

function nameOf(files: readonly NamedFile[]): string {
  const first = files[0]?.path ?? "";
  return first.includes("/") ? (first.split("/")[0] ?? first) : first;
}

/** Sends files and goes to the page where they are checked. */
export function useSend() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [sending, setSending] = useState<Sending | null>(null);
  const abort = useRef<AbortController | null>(null);
  const show = (arrived: Upload) => {
    client.setQueryData(uploadQuery(arrived.id).queryKey, arrived);
    void client.invalidateQueries({ queryKey: ["uploads"], exact: true });
    return navigate({ to: "/imports/uploads/$id", params: { id: arrived.id } });
  };

  const files = useMutation({
    meta: { quiet: true },
    mutationFn: (chosen: NamedFile[]) => {
      const form = new FormData();
      for (const { file, path } of chosen) form.append("files", file, path);
      const start = { name: nameOf(chosen), files: chosen.length, sent: 0, total: totalBytes(chosen) };
      setSending(start);
      abort.current = new AbortController();
      const onProgress = (sent: number, total: number) => setSending({ ...start, sent, total });
      return upload<Upload>("/uploads", form, onProgress, abort.current.signal);
    },
    onSuccess: show,
    onError: (error) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) notifyError(error);
    },
    onSettled: () => setSending(null),
  });
  const folder = useMutation({
    mutationFn: (name: string) => api.post<Upload>("/uploads/from-folder", { folder: name }),
    onSuccess: show,
  });
  return { sendFiles: files.mutate, sending, cancel: () => abort.current?.abort(), readFolder: folder };
}
