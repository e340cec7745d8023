import { queryOptions } from "@tanstack/react-query";
import { api } from "../../../api/client";
import type { ReportPage, UploadReports } from "../../../api/contract";

export const reportsQuery = (upload: string) =>
  queryOptions({
    queryKey: ["uploads", upload, "reports"],
    queryFn: ({ signal }) => api.get<UploadReports>(`/uploads/${encodeURIComponent(upload)}/files`, undefined, signal),
  });

export const reportPageQuery = (upload: string, file: number, page: number) =>
  queryOptions({
    queryKey: ["upload-page", upload, file, page],
    // The files of an upload do not change.
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get<ReportPage>(`/uploads/${encodeURIComponent(upload)}/files/${file}/pages/${page}`, undefined, signal),
  });
