import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { keyOf, type Subject } from "./subject";

interface Props {
  subjects: readonly Subject[];
  value: Subject | null;
  onChange: (subject: Subject | null) => void;
}

/** Where one came from a machine: that machine alone, or all machines of its customer. */
export function SubjectChoice({ subjects, value, onChange }: Props) {
  const { t } = useTranslation("held");
  return (
    <Radio.Group label={t("form.subject")} value={value ? keyOf(value) : null} onChange={(key) => onChange(subjects.find((one) => keyOf(one) === key) ?? null)}>
      <Stack gap={8} mt="xs">
        {subjects.map((one) => (
          <Radio key={keyOf(one)} value={keyOf(one)} label={t(`form.${one.kind}`, { name: one.name })} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
