import { Alert, Button, Group, Select, Text } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { UploadTable } from "../../api/contract";
import { useKindText } from "./useKindText";

interface Props {
  table: UploadTable;
  onChoose: (kind: string) => void;
  onIgnore: () => void;
}

const QUICK = 3;

/** Nobody can tell what the table is: the likely kinds as buttons, all others in a list, or out with it. */
export function KindChoice({ table, onChoose, onIgnore }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue, kindLabel } = useWords();
  const kindText = useKindText();
  const quick = table.kinds.slice(0, QUICK);
  return (
    <Alert color="amber" variant="light" icon={<IconHelpCircle size={20} aria-hidden />} title={t("table.kind_question")} mb="sm" data-question tabIndex={-1}>
      <Text size="sm" mb="xs">
        {t("table.kind_first")}
      </Text>
      <Group gap="xs">
        {quick.map((kind) => (
          <Button key={kind} size="compact-md" variant="default" title={kindText(kind)} onClick={() => onChoose(kind)}>
            {kindLabel(kind)}
          </Button>
        ))}
        <Select
          aria-label={t("table.kind_question")}
          placeholder={t("table.kind_else")}
          w={190}
          searchable
          value={null}
          data={catalogue.kinds.filter(({ id }) => !quick.includes(id)).map(({ id, label }) => ({ value: id, label }))}
          onChange={(kind) => kind && onChoose(kind)}
        />
        <Button size="compact-md" variant="subtle" color="gray" onClick={onIgnore}>
          {t("table.ignore")}
        </Button>
      </Group>
    </Alert>
  );
}
