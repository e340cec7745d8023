import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { OwnerSelect } from "./OwnerSelect";
import { useReassign } from "./reassigning";
import classes from "./SelectionBar.module.css";

interface Props {
  selected: ReadonlyMap<string, OpportunityRow>;
  onClear: () => void;
}

export function SelectionBar({ selected, onClear }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const [owner, setOwner] = useState<string | null>(null);
  const reassign = useReassign();
  const count = selected.size;
  const submit = () => {
    if (owner) reassign.mutate({ rows: [...selected.values()], owner }, { onSuccess: onClear });
  };
  return (
    <Group component="section" className={classes.bar} gap="sm" aria-label={t("selection.label")}>
      <Text fw={600} role="status">
        {t("selection.count", { count, number: format.number(count) })}
      </Text>
      <OwnerSelect
        aria-label={t("selection.reassign")}
        placeholder={t("selection.reassign_placeholder")}
        w={210}
        value={owner}
        onChange={setOwner}
        comboboxProps={{ position: "top", shadow: "md" }}
      />
      <Button onClick={submit} disabled={owner === null} loading={reassign.isPending}>
        {t("selection.submit")}
      </Button>
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("selection.clear")}
      </Button>
    </Group>
  );
}
