import { Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { Loaded } from "../../components/Loaded";
import { lastOf } from "./choices";
import classes from "./Matches.module.css";
import { useOutbox } from "./outbox";
import { QueueEmpty } from "./QueueEmpty";
import { QueueView } from "./QueueView";
import { aboutOf } from "./search";
import { Subjects } from "./Subjects";
import { useQueue } from "./useQueue";

const route = getRouteApi("/matches");

const skeleton = (
  <div className={classes.two}>
    <Skeleton h={420} />
    <Skeleton h={560} />
  </div>
);

export function QueueTab() {
  const search = route.useSearch();
  const { sort = "value", kept } = search;
  const about = aboutOf(search);
  const queue = useQueue(about, sort);
  // Who has just decided on the last pair may still want to take that back.
  const canUndo = lastOf(useOutbox()) !== undefined;
  const phone = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false });
  return (
    <>
      {!(phone && kept !== undefined) && <Subjects about={about} />}
      <Loaded query={queue.query} skeleton={skeleton}>
        {(data) =>
          queue.rows.length === 0 && kept === undefined && !canUndo && !queue.query.hasNextPage ? (
            <QueueEmpty about={about} queue={data.pages[0]} />
          ) : (
            <QueueView key={about} about={about} queue={queue} phone={phone} />
          )
        }
      </Loaded>
    </>
  );
}
