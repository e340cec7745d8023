import { Badge, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataUse } from "../../api/contract";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import { usePurposesText } from "./usePurposesText";

interface Props {
  agreement: DataUse;
  onEnd: (() => void) | null;
}

/** An agreement: for what, from when until when, where it can be read, and who entered and who ended it. */
export function AgreementItem({ agreement, onEnd }: Props) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const purposesText = usePurposesText();
  const { today } = useSession();
  const { contract, purposes, from, until, document, holds } = agreement;
  const state = holds ? "holds" : from > today ? "coming" : "over";
  const span = until === null ? t("agreement.from", { day: format.day(from) }) : t("agreement.span", { from: format.day(from), until: format.day(until) });
  return (
    <li>
      <Group gap="xs">
        <Text fw={600}>{purposesText(purposes)}</Text>
        <Badge variant="light" color={holds ? "petrol" : "gray"} radius="sm" tt="none" fw={500}>
          {t(`agreement.${state}`)}
        </Badge>
        {onEnd && agreement.ended_by === null && state !== "over" && (
          <Button size="compact-sm" variant="default" aria-label={t("end.label", { contract })} onClick={onEnd}>
            {t("end.action")}
          </Button>
        )}
      </Group>
      <Text size="sm">{[contract, span].filter(Boolean).join(" · ")}</Text>
      {document !== "" && <Text size="sm">{t("agreement.document", { document })}</Text>}
      <Text size="sm" c="dimmed">
        {t("agreement.saved", { person: agreement.saved_by, at: format.instant(agreement.saved_at) })}
        {agreement.ended_by !== null && agreement.ended_at !== null && ` · ${t("agreement.ended", { person: agreement.ended_by, at: format.instant(agreement.ended_at) })}`}
      </Text>
    </li>
  );
}
