import { Badge, Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "../../api/contract";
import { useSession } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { isCompared } from "./compared";
import classes from "./Segments.module.css";

/** Each segment with its members, and who came and went since the day before. */
export function SegmentList({ segments }: { segments: SegmentRow[] }) {
  const { t } = useTranslation("segments");
  return (
    <Paper className={classes.frame}>
      <div className={classes.head} aria-hidden>
        <span>{t("segment")}</span>
        <span className={classes.right}>{t("members")}</span>
        <span className={classes.right}>{t("changes")}</span>
        <span className={classes.right}>{t("unknown")}</span>
      </div>
      <ul className={classes.list}>
        {segments.map((segment) => (
          <SegmentItem key={segment.id} segment={segment} />
        ))}
      </ul>
    </Paper>
  );
}

function SegmentItem({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <AnchorLink to="/segments/$id" params={{ id: segment.id }} fw={600} c="var(--mantine-color-text)">
          {segment.title}
        </AnchorLink>
        {segment.shipped && (
          <Badge ml="xs" variant="default" radius="sm" tt="none" fw={500}>
            {t("shipped")}
          </Badge>
        )}
        {segment.wrong !== null && (
          <Text size="sm" c="var(--mantine-color-error)">
            {t("list.wrong", { what: segment.wrong })}
          </Text>
        )}
        {segment.note && (
          <Text size="sm" c="dimmed">
            {segment.note}
          </Text>
        )}
      </div>
      <div className={classes.figure}>
        <span className={classes.label}>{t("members")}</span>
        <Text span inherit fw={600}>
          {segment.wrong === null ? number(segment.members) : "?"}
        </Text>
      </div>
      <div className={classes.figure}>
        <span className={classes.label}>{t("changes")}</span>
        <ChangeText segment={segment} />
      </div>
      <div className={classes.figure}>
        <span className={classes.label}>{t("unknown")}</span>
        <Text span inherit c="dimmed">
          {segment.wrong === null ? number(segment.unknown) : "?"}
        </Text>
      </div>
    </li>
  );
}

/** "+3 −1", spelt out for those who listen. */
export function ChangeText({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const { as_of } = useSession();
  if (!isCompared(segment, as_of)) return <Text span inherit c="dimmed">{t("not_compared")}</Text>;
  const joined = format.number(segment.joined, 0);
  const left = format.number(segment.left, 0);
  return (
    <>
      <Text span inherit aria-hidden title={t("since", { day: format.day(segment.since) })} c={segment.joined + segment.left === 0 ? "dimmed" : undefined}>
        {segment.joined + segment.left === 0 ? "±0" : `+${joined} −${left}`}
      </Text>
      <span className="visually-hidden">{t("change_text", { joined, left, day: format.day(segment.since) })}</span>
    </>
  );
}
