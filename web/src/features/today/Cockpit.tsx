import { Stack } from "@mantine/core";
import type { Today } from "../../api/contract";
import { useMay } from "../../api/session";
import { FollowUps } from "./FollowUps";
import { KeyFigures } from "./KeyFigures";
import { MissingFacts } from "./MissingFacts";
import { NotDecidedYet } from "./NotDecidedYet";
import classes from "./Today.module.css";
import { TopOpportunities } from "./TopOpportunities";
import { TriggerBars } from "./TriggerBars";
import { WaitingUploads } from "./WaitingUploads";

/** What a sales day starts with: money to be had at the left, what needs a hand at the right. */
export function Cockpit({ data, today }: { data: Today; today: string }) {
  const may = useMay();
  return (
    <Stack gap="md">
      {data.as_of === null && <NotDecidedYet />}
      <KeyFigures data={data} />
      <div className={classes.columns}>
        <TopOpportunities opportunities={data.top} mine={data.top_is_mine} />
        <Stack gap="md" miw={0}>
          <FollowUps opportunities={data.follow_ups} today={today} />
          {may("import") && data.uploads.length > 0 && <WaitingUploads uploads={data.uploads} />}
        </Stack>
      </div>
      <div className={classes.columns}>
        <TriggerBars triggers={data.triggers} />
        <MissingFacts unknowns={data.unknowns} />
      </div>
    </Stack>
  );
}
