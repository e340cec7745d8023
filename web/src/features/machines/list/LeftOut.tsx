import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Facet } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { type MachineSearch, WHETHER_IN_FIELD_OR_NOT } from "../search";

interface Props {
  search: MachineSearch;
  /** Counted under all other filters. */
  facets: readonly Facet[] | undefined;
  onChange: (changes: MachineSearch) => void;
}

/** How many machines stay out of the list because they left the field, and the way to them. */
export function LeftOut({ search, facets, onChange }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const count = facets?.find((facet) => facet.field === "in_field")?.values.find((entry) => entry.value === "false")?.count ?? 0;
  if (search.in_field === WHETHER_IN_FIELD_OR_NOT) {
    return (
      <Group gap="xs">
        <Button size="compact-sm" variant="subtle" onClick={() => onChange({ in_field: undefined })}>
          {t("left_out.hide")}
        </Button>
      </Group>
    );
  }
  if (search.in_field !== undefined || count === 0) return null;
  return (
    <Group gap="xs" role="note">
      <Text size="sm" c="dimmed">
        {t("left_out.hidden", { count, number: format.number(count, 0) })}
      </Text>
      <Button size="compact-sm" variant="subtle" onClick={() => onChange({ in_field: WHETHER_IN_FIELD_OR_NOT })}>
        {t("left_out.show")}
      </Button>
    </Group>
  );
}
