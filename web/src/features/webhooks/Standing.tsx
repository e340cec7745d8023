import { Badge, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Webhook } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** Whether anything goes to an endpoint, and why not. */
export function Standing({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const format = useFormats();
  const is = !webhook.active ? "off" : webhook.problem !== null ? "closed" : webhook.rests_until !== null ? "rests" : "on";
  const color = { off: "gray", closed: "red", rests: "amber", on: "teal" }[is];
  const why = is === "off" && webhook.note !== null ? t("standing.gone") : is === "rests" ? t("standing.until", { at: format.instant(webhook.rests_until ?? "") }) : null;
  return (
    <>
      <Badge variant="light" color={color} radius="sm" tt="none" fw={500}>
        {t(`standing.${is}`)}
      </Badge>
      {why !== null && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </>
  );
}
