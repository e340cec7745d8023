import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { segmentsQuery } from "../queries";
import type { EditorProps } from "./editing";
import { ReferenceChoice } from "./ReferenceChoice";

/** Other segments than the one that is edited. */
export function SegmentEditor({ own, ...props }: EditorProps & { own: string | null }) {
  const { t } = useTranslation("segments");
  const { data = [] } = useQuery(segmentsQuery);
  return (
    <ReferenceChoice
      {...props}
      placeholder={t("builder.choose_segments")}
      nothingFound={t("builder.no_segment")}
      offered={data.filter((segment) => segment.id !== own).map((segment) => ({ value: segment.id, label: segment.title }))}
    />
  );
}
