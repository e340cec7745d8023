import { Button, Checkbox, Popover, Stack, Text } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ALWAYS, type ColumnId, COLUMNS, USUAL } from "./columnIds";

interface Props {
  chosen: readonly ColumnId[];
  onChange: (columns: readonly ColumnId[]) => void;
}

/** Which columns the table and the export have. */
export function ColumnMenu({ chosen, onChange }: Props) {
  const { t } = useTranslation("machines");
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} stroke={1.6} aria-hidden />}>
          {t("columns.open")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("columns.title")}>
        <Text fw={600} mb="xs">
          {t("columns.title")}
        </Text>
        <Stack gap={6} mah="50dvh" style={{ overflowY: "auto" }} pr="md">
          {COLUMNS.filter((id) => id !== ALWAYS).map((id) => (
            <Checkbox
              key={id}
              size="xs"
              label={t(`column.${id}`)}
              checked={chosen.includes(id)}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
              }
            />
          ))}
        </Stack>
        <Button variant="subtle" size="compact-sm" mt="sm" onClick={() => onChange(USUAL)}>
          {t("columns.usual")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
