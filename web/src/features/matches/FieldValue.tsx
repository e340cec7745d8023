import { Table } from "@mantine/core";
import type { MatchValue } from "../../api/contract";
import { SourceLink } from "../../components/SourceLink";
import { Unknown } from "../../components/Unknown";
import { apart } from "./apart";
import classes from "./Fields.module.css";

interface Props {
  value: MatchValue | null;
  text: string | null;
  /** What the other machine has, where it is something else. */
  other: string | null;
  phone: boolean;
}

/** A value with its cell. Of a differing one the part that differs is marked. */
export function FieldValue({ value, text, other, phone }: Props) {
  if (value === null || text === null) {
    return (
      <Table.Td>
        <Unknown words />
      </Table.Td>
    );
  }
  const parts = other === null ? null : apart(text, other);
  return (
    <Table.Td>
      <div className={classes.cell}>
        <span className={classes.value}>
          {parts ? (
            <>
              {parts.before}
              {parts.own !== "" && <mark className={classes.mark}>{parts.own}</mark>}
              {parts.after}
            </>
          ) : (
            text
          )}
        </span>
        <span className={classes.source}>
          <SourceLink place={value.source} iconOnly={phone} />
        </span>
      </div>
    </Table.Td>
  );
}
