import { Paper, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiError } from "../../api/client";
import type { MatchAbout } from "../../api/contract";
import { useMay } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { DecisionBar } from "./DecisionBar";
import { FieldTable } from "./FieldTable";
import classes from "./Matches.module.css";
import { PairHead } from "./PairHead";
import { pairQuery } from "./queries";
import type { Current } from "./useCurrent";
import type { Actions } from "./useKeys";
import { Why } from "./Why";

interface Props {
  about: MatchAbout;
  current: Current;
  /** Where in the queue it stands; unknown where it was come to by a link. */
  place: { at: number; of: number } | null;
  actions: Actions;
  keys: boolean;
  phone: boolean;
  canUndo: boolean;
  onClose: () => void;
  /** Somebody else decided on it. */
  onGone: () => void;
}

const skeleton = (
  <Stack gap="md">
    <Skeleton h={28} w="60%" />
    <Skeleton h={60} />
    <Skeleton h={420} />
  </Stack>
);

/** Two machines side by side, why they might be one, and what can be said of them. */
export function PairView({ about, current, place, actions, keys, phone, canUndo, onClose, onGone }: Props) {
  const mayDecide = useMay()("match");
  const query = useQuery(pairQuery(about, current.kept, current.joined));
  const gone = query.error instanceof ApiError && query.error.status === 404;
  useEffect(() => {
    if (gone) onGone();
    // What is gone is told once.
  }, [gone, current.key]);
  return (
    <div className={classes.pair}>
      <DecisionBar
        actions={actions}
        keys={keys && !phone}
        mayDecide={mayDecide}
        ready={query.data !== undefined && !gone}
        canUndo={canUndo}
        place={place}
        onClose={phone ? onClose : undefined}
      />
      {gone ? (
        skeleton
      ) : (
        <Loaded query={query} skeleton={skeleton}>
          {(pair) => (
            <Stack gap="md">
              <Paper p="md" component="section">
                <PairHead pair={pair} />
                <FieldTable pair={pair} phone={phone} />
              </Paper>
              <Why pair={pair} />
            </Stack>
          )}
        </Loaded>
      )}
    </div>
  );
}
