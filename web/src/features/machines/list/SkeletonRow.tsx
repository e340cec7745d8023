import { Skeleton } from "@mantine/core";
import classes from "./MachineTable.module.css";

interface Props {
  index: number;
  columns: number;
}

/** A row that is on its way. */
export function SkeletonRow({ index, columns }: Props) {
  return (
    <tr className={classes.row} aria-rowindex={index + 2}>
      {Array.from({ length: columns }, (_, at) => (
        <td key={at}>
          <Skeleton h={10} w={`${45 + ((index * 7 + at * 13) % 40)}%`} />
        </td>
      ))}
    </tr>
  );
}
