import { Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ComponentView } from "../../../api/contract";
import { SourceLink } from "../../../components/SourceLink";
import { Unknown } from "../../../components/Unknown";
import { useFormats } from "../../../format/useFormats";
import classes from "./LifeTab.module.css";

interface Props {
  components: readonly ComponentView[];
}

interface Branch {
  at: number;
  of: ComponentView;
  depth: number;
}

/** Components under the one they are part of, in the order they come in. */
export function asTree(components: readonly ComponentView[]): Branch[] {
  const under = (parent: number | null, depth: number): Branch[] =>
    components.flatMap((of, at) => (of.parent === parent ? [{ at, of, depth }, ...under(at, depth + 1)] : []));
  return under(null, 0);
}

/** What is built into the machine, and what was taken out of it. */
export function ComponentTree({ components }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const built = asTree(components);
  return (
    <Paper p="md" component="section" aria-labelledby="components">
      <Title order={2} id="components" size="h3" mb="xs">
        {t("life.components")}
      </Title>
      {built.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("life.no_components")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={460}>
          <Table aria-labelledby="components">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("life.component")}</Table.Th>
                <Table.Th>{t("column.serial_number")}</Table.Th>
                <Table.Th>{t("life.built_in")}</Table.Th>
                <Table.Th>{t("life.taken_out")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {built.map(({ at, of, depth }) => (
                <Table.Tr key={at} className={of.removed_on ? classes.removed : undefined}>
                  <Table.Td style={{ paddingLeft: `${0.625 + depth * 1.25}rem` }}>{of.name ?? <Unknown words />}</Table.Td>
                  <Table.Td>{of.source && of.serial_number ? <SourceLink place={of.source}>{of.serial_number}</SourceLink> : (of.serial_number ?? <Unknown words />)}</Table.Td>
                  <Table.Td>{of.installed_on ? <SourceLink place={of.installed_on.source}>{format.day(of.installed_on.on)}</SourceLink> : <Unknown words />}</Table.Td>
                  <Table.Td>{of.removed_on && <SourceLink place={of.removed_on.source}>{format.day(of.removed_on.on)}</SourceLink>}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}
