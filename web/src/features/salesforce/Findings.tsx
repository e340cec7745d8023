import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MappingFinding, SalesforceCheck } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useStageName } from "./useNames";

/** What the org lacks for the mapping, each with what to do. */
export function Findings({ checked }: { checked: SalesforceCheck }) {
  const { t } = useTranslation("salesforce");
  const format = useFormats();
  const lacks = checked.findings.filter(({ kind, blocks }) => kind !== "seen" || blocks);
  const calls = checked.calls_left === null ? null : t("check.calls", { version: checked.version ?? "", number: format.number(checked.calls_left, 0) });
  const title = t(lacks.length === 0 ? "check.nothing" : checked.good ? "check.notes" : "check.lacks");
  return (
    <Alert role="status" variant="light" color={checked.good ? (lacks.length === 0 ? "teal" : "amber") : "red"} icon={lacks.length === 0 ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />} title={title}>
      {calls !== null && <Text size="sm">{calls}</Text>}
      {lacks.length > 0 && (
        <List size="sm" mt="xs" spacing={4} aria-label={title}>
          {lacks.map((finding) => (
            <List.Item key={finding.text}>
              <Finding finding={finding} />
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

function Finding({ finding }: { finding: MappingFinding }) {
  const { t } = useTranslation("salesforce");
  const stageName = useStageName();
  const { kind, text } = finding;
  const object = finding.object ?? "";
  const field = finding.field ?? "";
  const value = finding.value ?? "";
  const known = finding.known.join(", ");
  // What Salesforce itself says stays in its words.
  if (kind === "seen" || kind === "answer") return <>{text}</>;
  if (kind === "object_not_visible" || kind === "object_read_only") return <>{t(`lack.${kind}`, { object })}</>;
  if (kind === "unknown_value") return <>{t("lack.unknown_value", { place: `${object}.${field}`, value, known })}</>;
  if (kind === "stage_differs") {
    const is = finding.known[0] === "won" || finding.known[0] === "closed" ? finding.known[0] : "open";
    return <>{t("lack.stage_differs", { stage: stageName(field), value, is: t(`stage_is.${is}`) })}</>;
  }
  return <>{t(`lack.${kind}`, { place: `${object}.${field}` })}</>;
}
