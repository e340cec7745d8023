import { Checkbox, Group, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Purpose } from "../../api/contract";
import { DayInput } from "../../components/DayInput";

export interface Entered {
  contract: string;
  purposes: Purpose[];
  from: string | null;
  until: string | null;
  document: string;
}

type Missing = "contract" | "from" | "until";

/** What has to be filled in, or in another way, before it can be entered. */
export function missingIn({ contract, from, until }: Entered): Missing[] {
  const wrong: Record<Missing, boolean> = { contract: contract.trim() === "", from: from === null, until: from !== null && until !== null && until < from };
  return (["contract", "from", "until"] as const).filter((field) => wrong[field]);
}

const PURPOSES = ["service", "sales"] as const;

interface Props {
  entered: Entered;
  missing: readonly Missing[];
  onChange: (part: Partial<Entered>) => void;
}

/** An agreement while it is written. */
export function AgreementFields({ entered, missing, onChange }: Props) {
  const { t } = useTranslation("data-use");
  const fault = (field: Missing) => (missing.includes(field) ? t(`dialog.needs.${field}`) : undefined);
  return (
    <>
      <TextInput
        label={t("dialog.contract")}
        description={t("dialog.contract_hint")}
        maxLength={500}
        data-autofocus
        value={entered.contract}
        error={fault("contract")}
        onChange={(event) => onChange({ contract: event.currentTarget.value })}
      />
      <Checkbox.Group
        label={t("dialog.purposes")}
        description={t("dialog.purposes_hint")}
        value={entered.purposes}
        onChange={(values) => onChange({ purposes: PURPOSES.filter((purpose) => values.includes(purpose)) })}
      >
        <Group gap="lg" mt="xs">
          {PURPOSES.map((purpose) => (
            <Checkbox key={purpose} value={purpose} label={t(`purpose.${purpose}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group gap="md" align="flex-start">
        <DayInput label={t("dialog.from")} w={170} clearable={false} value={entered.from} error={fault("from")} onChange={(from) => onChange({ from })} />
        <DayInput label={t("dialog.until")} description={t("dialog.until_hint")} inputWrapperOrder={["label", "input", "description", "error"]} w={170} minDate={entered.from ?? undefined} value={entered.until} error={fault("until")} onChange={(until) => onChange({ until })} />
      </Group>
      <TextInput
        label={t("dialog.document")}
        description={t("dialog.document_hint")}
        maxLength={500}
        value={entered.document}
        onChange={(event) => onChange({ document: event.currentTarget.value })}
      />
    </>
  );
}
