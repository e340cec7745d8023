import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { Upload } from "../../api/contract";
import { uploadQuery } from "./queries";

/** Opens a delivered file as an upload, to say anew what its tables are. */
export function useLookAgain(batch: number) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (file: string) => api.post<Upload>(`/batches/${batch}/uploads`, { file }),
    onSuccess: async (upload) => {
      client.setQueryData(uploadQuery(upload.id).queryKey, upload);
      await navigate({ to: "/imports/uploads/$id", params: { id: upload.id } });
    },
  });
}
