import { Checkbox, Group, SegmentedControl } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchRow } from "../../api/contract";
import classes from "./Queue.module.css";
import { keyOfRow } from "./pairs";
import { PickLikely } from "./PickLikely";

const route = getRouteApi("/matches");

interface Props {
  about: MatchAbout;
  rows: readonly MatchRow[];
  picked: ReadonlyMap<string, MatchRow>;
  onPick?: (rows: readonly MatchRow[], on: boolean) => void;
}

/** In which order the queue stands, and what picks many of it. */
export function QueueHead({ about, rows, picked, onPick }: Props) {
  const { t } = useTranslation("matches");
  const { sort = "value" } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = rows.filter((row) => picked.has(keyOfRow(row))).length;
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        mt="xs"
        aria-label={t("queue.sort")}
        value={sort}
        onChange={(value) =>
          void navigate({
            search: (before) => ({ ...before, sort: value === "weight" ? "weight" : undefined, kept: undefined, joined: undefined }),
            replace: true,
            resetScroll: false,
          })
        }
        data={[
          { value: "value", label: t("queue.by_value") },
          { value: "weight", label: t("queue.by_weight") },
        ]}
      />
      {onPick && (
        <Group justify="space-between" mt="xs" gap="xs" wrap="nowrap">
          <Checkbox
            size="xs"
            className={classes.pickAll}
            checked={rows.length > 0 && chosen === rows.length}
            indeterminate={chosen > 0 && chosen < rows.length}
            onChange={() => onPick(rows, chosen < rows.length)}
            label={t("queue.pick_all")}
          />
          <PickLikely about={about} onPick={(likely) => onPick(likely, true)} />
        </Group>
      )}
    </>
  );
}
