import { ActionIcon, Group } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { WeekInput } from "./WeekInput";

interface Props {
  owner: string;
  week: number;
  readOnly: boolean;
  /** null: as the others */
  onChange: (week: number | null) => void;
}

/** The capacity of one person, where it is not the usual one. */
export function OwnerCapacity({ owner, week, readOnly, onChange }: Props) {
  const { t } = useTranslation("policy");
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <WeekInput
        label={owner}
        flex={1}
        readOnly={readOnly}
        value={week}
        // While it is typed anew the field is empty for a moment; the person is taken off with the button.
        onChange={(typed) => {
          if (typed !== null) onChange(typed);
        }}
      />
      {!readOnly && (
        <ActionIcon variant="default" size={36} aria-label={t("capacity.remove", { person: owner })} onClick={() => onChange(null)}>
          <IconTrash size={16} stroke={1.6} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
