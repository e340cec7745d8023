import { ActionIcon, Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { Constant, UploadTable } from "../../api/contract";
import type { TableChange } from "./decisions";

interface Props {
  table: UploadTable;
  onDecide: (change: TableChange) => void;
}

/** Values that stand in no column and hold for every row: "all of these are in Austria". */
export function Constants({ table, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue, fieldLabel } = useWords();
  const [adding, setAdding] = useState(false);
  const [field, setField] = useState<string | null>(null);
  const [text, setText] = useState("");
  const kind = table.kind ?? undefined;
  const others = (id: string) => table.constants.filter((constant) => constant.field !== id);
  const set = (constant: Constant) => onDecide({ constants: [...others(constant.field), constant] });
  const free = catalogue.fields.filter((of) => of.kind === table.kind && !table.columns.some((column) => column.field === of.id) && !table.constants.some((of_all) => of_all.field === of.id));
  const add = () => {
    if (field === null || text.trim() === "") return;
    set({ field, text: text.trim() });
    setAdding(false);
    setField(null);
    setText("");
  };
  return (
    <div>
      {table.constants.map((constant) => (
        <Group key={constant.field} gap={6}>
          <Text size="sm">
            {t("constants.all", { field: fieldLabel(constant.field, kind), text: constant.text })}
          </Text>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t("constants.remove", { field: fieldLabel(constant.field, kind) })}
            onClick={() => set({ field: constant.field, text: "" })}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {adding ? (
        <Group align="flex-end" gap="xs" mt={4}>
          <Select
            label={t("constants.field")}
            placeholder={t("column.choose")}
            searchable
            data-autofocus
            value={field}
            data={free.map(({ id, label }) => ({ value: id, label }))}
            nothingFoundMessage={t("column.none_found")}
            onChange={setField}
          />
          <TextInput
            label={t("constants.text")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") add();
            }}
          />
          <Button variant="default" disabled={field === null || text.trim() === ""} onClick={add}>
            {t("constants.add")}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setAdding(false)}>
            {t("upload.cancel")}
          </Button>
        </Group>
      ) : (
        <Button variant="subtle" size="compact-sm" px={0} onClick={() => setAdding(true)}>
          {t("constants.new")}
        </Button>
      )}
    </div>
  );
}
