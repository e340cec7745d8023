import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UploadRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

export function UploadState({ upload }: { upload: UploadRow }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const { state, questions } = upload;
  const asked = state === "open" && questions > 0;
  const color = { open: asked ? "amber" : "petrol", importing: "blue", failed: "red", done: "teal" }[state];
  return (
    <Badge variant="light" color={color} radius="sm" tt="none" fw={500} flex="none">
      {state !== "open" ? t(`waiting.${state}`) : asked ? t("waiting.questions", { count: questions, number: format.number(questions) }) : t("waiting.ready")}
    </Badge>
  );
}
