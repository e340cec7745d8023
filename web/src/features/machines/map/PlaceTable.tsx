import { Button, Group, Paper, Table, Title, UnstyledButton } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MapPoint } from "../../../api/contract";
import { Money } from "../../../components/Money";
import { Unknown } from "../../../components/Unknown";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import classes from "./MachineMap.module.css";

interface Props {
  points: readonly MapPoint[];
  onPick: (place: MapPoint) => void;
}

const STEP = 25;
const SORTS = ["machines", "hits", "value_eur"] as const;

/** The map as a table: place by place, most machines first. */
export function PlaceTable({ points, onPick }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const countryName = useCountryName();
  const [sort, setSort] = useState<(typeof SORTS)[number]>("machines");
  const [shown, setShown] = useState(STEP);
  const sorted = useMemo(() => [...points].sort((a, b) => b[sort] - a[sort]), [points, sort]);
  return (
    <Paper p="md" component="section" aria-labelledby="places">
      <Title order={2} id="places" mb="xs">
        {t("places.title")}
      </Title>
      <Table.ScrollContainer minWidth={520}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("column.city")}</Table.Th>
              <Table.Th>{t("column.country")}</Table.Th>
              {SORTS.map((id) => (
                <Table.Th key={id} ta="right" aria-sort={sort === id ? "descending" : undefined}>
                  <UnstyledButton className={classes.sort} data-sorted={sort === id || undefined} onClick={() => setSort(id)}>
                    {t(`places.${id}`)}
                    {sort === id && <IconArrowDown size={14} stroke={1.8} aria-hidden />}
                  </UnstyledButton>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted.slice(0, shown).map((place) => {
              const name = [place.postcode, place.city].filter(Boolean).join(" ");
              return (
                <Table.Tr key={`${place.country}.${place.postcode}.${place.city}.${place.lat}.${place.lon}`}>
                  <Table.Td>
                    {place.city ? (
                      <Button variant="subtle" size="compact-sm" ml={-8} onClick={() => onPick(place)} title={t("places.show", { place: place.city })}>
                        {name}
                      </Button>
                    ) : (
                      name || <Unknown words />
                    )}
                  </Table.Td>
                  <Table.Td>{countryName(place.country)}</Table.Td>
                  <Table.Td ta="right">{format.number(place.machines, 0)}</Table.Td>
                  <Table.Td ta="right">{format.number(place.hits, 0)}</Table.Td>
                  <Table.Td ta="right">
                    <Money value={place.value_eur} />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {sorted.length > shown && (
        <Group justify="center" mt="xs">
          <Button variant="default" onClick={() => setShown(shown + 4 * STEP)}>
            {t("places.more", { count: sorted.length - shown, number: format.number(sorted.length - shown, 0) })}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
