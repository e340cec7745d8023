import { ActionIcon, Button, NumberInput, Paper, Table, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { newKey, type Threshold } from "./draft";
import classes from "./Editor.module.css";
import { isName } from "./missing";

interface Props {
  thresholds: Threshold[];
  onChange: (thresholds: Threshold[]) => void;
}

/** The numbers of the condition that have a name. */
export function ThresholdTable({ thresholds, onChange }: Props) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  const change = (key: string, part: Partial<Threshold>) => onChange(thresholds.map((of) => (of.key === key ? { ...of, ...part } : of)));
  const fault = ({ key, name }: Threshold) => {
    if (name === "") return null;
    if (!isName(name)) return t("thresholds.wrong_name");
    return thresholds.some((other) => other.key !== key && other.name === name) ? t("thresholds.twice") : null;
  };
  return (
    <Paper p="md" component="section" aria-labelledby="thresholds">
      <Title order={2} id="thresholds">
        {t("thresholds.heading")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("thresholds.hint")}
      </Text>
      {thresholds.length > 0 && (
        <Table aria-labelledby="thresholds" mb="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("thresholds.name")}</Table.Th>
              <Table.Th w="9rem">{t("thresholds.value")}</Table.Th>
              <Table.Th w="3rem">
                <span className="visually-hidden">{t("thresholds.actions")}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {thresholds.map((of, at) => {
              const named = of.name === "" ? String(at + 1) : of.name;
              return (
                <Table.Tr key={of.key}>
                  <Table.Td>
                    <TextInput
                      className={classes.name}
                      aria-label={t("thresholds.name_of", { place: String(at + 1) })}
                      leftSection="$"
                      maxLength={40}
                      value={of.name}
                      error={fault(of)}
                      onChange={(event) => change(of.key, { name: event.currentTarget.value.trim() })}
                    />
                  </Table.Td>
                  <Table.Td>
                    <NumberInput
                      aria-label={t("thresholds.value_of", { name: named })}
                      hideControls
                      decimalSeparator={format.number(0.5).charAt(1)}
                      value={of.value ?? ""}
                      onChange={(typed) => change(of.key, { value: typeof typed === "number" ? typed : null })}
                    />
                  </Table.Td>
                  <Table.Td>
                    <ActionIcon variant="subtle" color="gray" aria-label={t("thresholds.remove", { name: named })} onClick={() => onChange(thresholds.filter((other) => other.key !== of.key))}>
                      <IconTrash size={18} stroke={1.6} aria-hidden />
                    </ActionIcon>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
      <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...thresholds, { key: newKey(), name: "", value: null }])}>
        {t("thresholds.add")}
      </Button>
    </Paper>
  );
}
