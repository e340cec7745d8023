import { Button, Group, Paper, Switch, Table, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MappedObject, OrgObject, OrgValue, OrgView } from "../../api/contract";
import { Constants } from "./Constants";
import { type ObjectDraft, objectDraft } from "./draft";
import { FieldChoice } from "./FieldChoice";
import { FieldFacts } from "./FieldFacts";
import { useAbout, useFieldName, useNounName } from "./useNames";
import { Values } from "./Values";

interface Props {
  of: MappedObject;
  /** As it is edited; nothing where it is not sent. */
  draft: ObjectDraft | undefined;
  org: OrgView | null;
  /** Nothing takes it out. */
  onChange: (draft: ObjectDraft | null) => void;
}

/** The values that can be chosen in a field of theirs; nothing where they are not known. */
function valuesOf(theirs: string, org: OrgView | null, there: OrgObject | undefined): readonly OrgValue[] | null {
  if (org === null) return null;
  if (theirs === "StageName") return org.stages;
  const field = there?.fields.find(({ name }) => name.toLowerCase() === theirs.toLowerCase());
  return field && field.values.length > 0 ? field.values : null;
}

/** One thing of ours, and where each of its fields goes. */
export function ObjectCard({ of, draft, org, onChange }: Props) {
  const { t } = useTranslation("salesforce");
  const nounName = useNounName();
  const fieldName = useFieldName();
  const about = useAbout();
  const [round, setRound] = useState(0);
  const name = nounName(of.noun);
  const heading = `mapping-${of.noun}`;
  const there = org?.objects.find((object) => object.name === draft?.object);
  const usual = () => {
    onChange(objectDraft(of, true));
    setRound((number) => number + 1);
  };
  return (
    <Paper p="md" component="section" aria-labelledby={heading}>
      <Group justify="space-between" align="baseline" gap="0 1rem">
        <Title order={2} id={heading}>
          {name}
        </Title>
        {!of.is_always_sent && (
          <Switch label={t("send", { what: name })} checked={draft !== undefined} onChange={(event) => onChange(event.currentTarget.checked ? objectDraft(of, true) : null)} />
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="sm" maw="48rem">
        {about(of.noun)}
      </Text>
      {draft === undefined ? (
        <Text size="sm" c="dimmed">
          {t("not_sent_at_all")}
        </Text>
      ) : (
        <>
          <TextInput label={t("object")} description={there && there.label !== there.name ? t("object_label", { label: there.label }) : t("object_hint")} maw="28rem" mb="md" value={draft.object} onChange={(event) => onChange({ ...draft, object: event.currentTarget.value.trim() })} />
          <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("fields_of", { what: name }) } }}>
            <Table aria-label={t("fields_of", { what: name })} verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w="26%">{t("column.ours")}</Table.Th>
                  <Table.Th w="38%">{t("column.theirs")}</Table.Th>
                  <Table.Th>{t("column.facts")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {of.fields.map((field) => {
                  const theirs = draft.fields[field.name] ?? "";
                  return (
                    <Table.Tr key={field.name}>
                      <Table.Th scope="row">{fieldName(of.noun, field.name)}</Table.Th>
                      <Table.Td>
                        <FieldChoice label={t("goes_to", { field: fieldName(of.noun, field.name) })} fields={there?.fields ?? null} value={theirs} onChange={(next) => onChange({ ...draft, fields: { ...draft.fields, [field.name]: next } })} />
                      </Table.Td>
                      <Table.Td>
                        <FieldFacts name={theirs} fields={there?.fields ?? null} />
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {of.fields
            .filter(({ name: ours, values }) => values.length > 0 && (draft.fields[ours] ?? "") !== "")
            .map((field) => (
              <Values key={field.name} of={of} field={field} draft={draft} there={valuesOf(draft.fields[field.name] ?? "", org, there)} onChange={onChange} />
            ))}
          <Constants key={round} what={name} draft={draft} fields={there?.fields ?? null} onChange={onChange} />
          <Button variant="subtle" size="xs" mt="md" onClick={usual}>
            {t("usual")}
          </Button>
        </>
      )}
    </Paper>
  );
}
