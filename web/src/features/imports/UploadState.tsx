import { Badge, Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UploadRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useUploadOutcome } from "./useUploadOutcome";

export function UploadState({ upload }: { upload: UploadRow }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const { state, questions } = upload;
  const asked = state === "open" && questions > 0;
  const outcome = useUploadOutcome(upload);
  if (outcome === undefined) return <Skeleton w={90} h={20} style={{ flex: "none" }} />;
  const color = { open: asked ? "amber" : { ready: "petrol", nothing: "gray", unreadable: "red" }[outcome], importing: "blue", failed: "red", done: "teal" }[state];
  return (
    <Badge variant="light" color={color} radius="sm" tt="none" fw={500} flex="none">
      {state !== "open" ? t(`waiting.${state}`) : asked ? t("waiting.questions", { count: questions, number: format.number(questions) }) : t(`waiting.${outcome}`)}
    </Badge>
  );
}
