import { Table, Text } from "@mantine/core";
import { useFormats } from "../../format/useFormats";
import classes from "./Waterfall.module.css";

interface Part {
  from: number;
  to: number;
  /** Where the sum begins, or what is added because the common value is rare. */
  kind?: "prior" | "rarity";
}

interface Props {
  label: string;
  values?: string | null;
  result: string;
  aside?: string | null;
  scale: { least: number; most: number };
  parts: readonly Part[];
  weight: number;
  total?: boolean;
}

/** One line of the waterfall. The bar adds nothing for a screen reader: the weight stands beside it. */
export function WaterfallRow({ label, values, result, aside, scale: { least, most }, parts, weight, total }: Props) {
  const format = useFormats();
  const at = (value: number) => (100 * (value - least)) / (most - least || 1);
  const sign = weight > 0.05 ? "+" : weight < -0.05 ? "−" : "";
  return (
    <Table.Tr className={total ? classes.total : undefined}>
      <Table.Th scope="row" fw={total ? 600 : 500}>
        {label}
        {values && (
          <Text size="xs" c="dimmed" className={classes.values}>
            {values}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        {result}
        {aside && (
          <Text size="xs" c="dimmed">
            {aside}
          </Text>
        )}
      </Table.Td>
      <Table.Td aria-hidden>
        <div className={classes.track}>
          <span className={classes.zero} style={{ left: `${at(0)}%` }} />
          {parts
            .filter(({ from, to }) => from !== to)
            .map(({ from, to, kind }) => (
              <span
                key={kind ?? "level"}
                className={classes.bar}
                data-down={to < from || undefined}
                data-kind={kind}
                style={{ left: `${at(Math.min(from, to))}%`, width: `${Math.abs(at(to) - at(from))}%` }}
              />
            ))}
        </div>
      </Table.Td>
      <Table.Td className={classes.weight}>
        {sign}
        {format.number(Math.abs(weight), 1)}
      </Table.Td>
    </Table.Tr>
  );
}
