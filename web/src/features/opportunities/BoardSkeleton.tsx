import { Skeleton } from "@mantine/core";
import classes from "./Board.module.css";
import { STAGES } from "./stages";

export function BoardSkeleton() {
  return (
    <div className={classes.board}>
      {STAGES.map((stage, column) => (
        <div key={stage} className={classes.column}>
          <div className={classes.columnHead}>
            <Skeleton h={16} w="60%" />
          </div>
          <div className={classes.cards}>
            {Array.from({ length: 5 - column }, (_, index) => (
              <Skeleton key={index} h={118} radius="md" />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
