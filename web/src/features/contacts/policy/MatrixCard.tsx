import { Paper, SegmentedControl, Select, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactPolicy, MessagePurpose, PolicyCell, PolicyChannel, PolicyCountry, Relation } from "../../../api/contract";
import { type Draft, key, NEEDS, withCell } from "./draft";
import classes from "./Policy.module.css";

const COUNTRIES = ["de", "at", "ch", "it", "other"] as const satisfies readonly PolicyCountry[];
const CHANNELS = ["mail", "portal", "phone", "letter"] as const satisfies readonly PolicyChannel[];
const RELATIONS = ["customer", "former", "prospect"] as const satisfies readonly Relation[];
const PURPOSES = ["notice", "advertising"] as const satisfies readonly MessagePurpose[];

interface Props {
  policy: ContactPolicy;
  draft: Draft;
  isLocked: boolean;
  onChange: (draft: Draft) => void;
}

/** What a message needs, by country, way, purpose and relation, with what law asks for beside it. */
export function MatrixCard({ policy, draft, isLocked, onChange }: Props) {
  const { t } = useTranslation("contact-policy");
  const [country, setCountry] = useState<PolicyCountry>("de");
  const cells = new Map(policy.cells.map((of) => [key(of), of]));
  return (
    <Paper p="md" component="section" aria-labelledby="matrix">
      <Title order={2} id="matrix">
        {t("matrix.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw="52rem">
        {t("matrix.hint")}
      </Text>
      <dl className={classes.needs}>
        {NEEDS.map((needs) => (
          <div key={needs}>
            <dt>{t(`needs.${needs}`)}</dt>
            <dd>{t(`needs_hint.${needs}`)}</dd>
          </div>
        ))}
      </dl>
      <SegmentedControl
        aria-label={t("matrix.country")}
        value={country}
        onChange={(value) => setCountry(COUNTRIES.find((of) => of === value) ?? country)}
        data={COUNTRIES.map((value) => ({ value, label: t(`country.${value}`) }))}
        className={classes.countries}
      />
      <Text size="sm" my="sm" maw="52rem">
        {t(`law.${country}`)}
      </Text>
      <Table.ScrollContainer minWidth={820} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("matrix.title") } }}>
        <Table fz="sm" layout="fixed" aria-label={t("matrix.of", { country: t(`country.${country}`) })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="11rem">{t("matrix.message")}</Table.Th>
              {RELATIONS.map((relation) => (
                <Table.Th key={relation}>
                  {t(`relation.${relation}`)}
                  <Text size="xs" c="dimmed" fw={400}>
                    {t(`relation_hint.${relation}`)}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {PURPOSES.flatMap((purpose) =>
              CHANNELS.map((channel) => (
                <Table.Tr key={`${purpose} ${channel}`}>
                  <Table.Th scope="row" fw={500}>
                    {t(`purpose.${purpose}`)}, {t(`channel.${channel}`)}
                  </Table.Th>
                  {RELATIONS.map((relation) => {
                    const cell = cells.get(key({ country, channel, relation, purpose }));
                    return <Table.Td key={relation}>{cell && <Cell cell={cell} draft={draft} isLocked={isLocked} onChange={onChange} />}</Table.Td>;
                  })}
                </Table.Tr>
              )),
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

/** One cell: what it needs, what of it is law, whether it was changed. What is below law cannot be chosen. */
function Cell({ cell, draft, isLocked, onChange }: Omit<Props, "policy"> & { cell: PolicyCell }) {
  const { t } = useTranslation("contact-policy");
  const value = draft.cells[key(cell)] ?? cell.shipped;
  const floor = NEEDS.indexOf(cell.floor);
  const place = `${t(`purpose.${cell.purpose}`)}, ${t(`channel.${cell.channel}`)}, ${t(`relation.${cell.relation}`)}`;
  const law = cell.floor === "free" ? t("matrix.no_floor") : t("matrix.floor", { needs: t(`needs.${cell.floor}`), law: t(`paragraph.${cell.country}`) });
  return (
    <>
      {isLocked ? (
        <Text span inherit fw={500}>
          {t(`needs.${value}`)}
        </Text>
      ) : (
        <Select
          size="xs"
          aria-label={place}
          allowDeselect={false}
          value={value}
          data={NEEDS.map((needs, at) => ({
            value: needs,
            label: at < floor ? t("matrix.below", { needs: t(`needs.${needs}`), law: t(`paragraph.${cell.country}`) }) : t(`needs.${needs}`),
            disabled: at < floor,
          }))}
          comboboxProps={{ width: 280, position: "bottom-start" }}
          onChange={(chosen) => {
            const needs = NEEDS.find((of) => of === chosen);
            if (needs) onChange(withCell(draft, cell, needs));
          }}
        />
      )}
      <Text size="xs" c="dimmed" mt={2}>
        {law}
      </Text>
      {value !== cell.shipped && (
        <Text size="xs" fw={600}>
          {t("matrix.changed", { needs: t(`needs.${cell.shipped}`) })}
        </Text>
      )}
    </>
  );
}
