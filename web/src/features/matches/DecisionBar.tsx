import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { type Icon, IconArrowBackUp, IconChevronLeft, IconChevronRight, IconClockPause, IconEqual, IconEqualNot, IconList } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import { KeyHint } from "./KeyHint";
import classes from "./Matches.module.css";
import type { Actions } from "./useKeys";

interface Props {
  actions: Actions;
  /** Whether keys are shown and work. */
  keys: boolean;
  mayDecide: boolean;
  ready: boolean;
  canUndo: boolean;
  place: { at: number; of: number } | null;
  /** Back to the queue, where it is not beside the pair. */
  onClose?: () => void;
}

const icon = { size: 17, stroke: 1.8, "aria-hidden": true } as const;

/** The answers, and the way through the queue. It stays in sight while one reads. */
export function DecisionBar({ actions, keys, mayDecide, ready, canUndo, place, onClose }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  // Beside the queue there is a keyboard and room; on a phone there is neither.
  const phone = onClose !== undefined;
  const hint = (key: string) => (keys ? { rightSection: <KeyHint>{key}</KeyHint>, "aria-keyshortcuts": key } : {});
  const look = (Icon: Icon) => (phone ? { px: "sm" } : { leftSection: <Icon {...icon} /> });
  return (
    <Group component="section" className={classes.decide} gap="xs" aria-label={t("decide.label")}>
      {mayDecide ? (
        <>
          <Button {...look(IconEqual)} {...hint("S")} disabled={!ready} onClick={actions.same}>
            {t("decide.same")}
          </Button>
          <Button variant="default" {...look(IconEqualNot)} {...hint("N")} disabled={!ready} onClick={actions.different}>
            {t("decide.different")}
          </Button>
          <Button variant="default" {...look(IconClockPause)} {...hint("L")} disabled={!ready} onClick={actions.later}>
            {t("decide.later")}
          </Button>
          {phone ? (
            <ActionIcon variant="default" size={36} disabled={!canUndo} onClick={actions.undo} aria-label={t("decide.undo")}>
              <IconArrowBackUp {...icon} />
            </ActionIcon>
          ) : (
            <Button variant="subtle" color="gray" {...look(IconArrowBackUp)} {...hint("U")} disabled={!canUndo} onClick={actions.undo}>
              {t("decide.undo")}
            </Button>
          )}
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {t("decide.not_allowed")}
        </Text>
      )}
      <Group gap={4} ml="auto" wrap="nowrap">
        {onClose && (
          <Button variant="subtle" color="gray" px="xs" leftSection={<IconList {...icon} />} onClick={onClose}>
            {t("decide.to_queue")}
          </Button>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={classes.step}
          aria-label={t("decide.previous")}
          aria-keyshortcuts={keys ? "K" : undefined}
          disabled={place?.at === 0}
          onClick={() => actions.step(-1)}
        >
          <IconChevronLeft size={20} stroke={1.7} />
        </ActionIcon>
        {place && (
          <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {t("decide.place", { at: format.number(place.at + 1, 0), of: format.number(place.of, 0) })}
          </Text>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={classes.step}
          aria-label={t("decide.next")}
          aria-keyshortcuts={keys ? "J" : undefined}
          disabled={place !== null && place.at + 1 >= place.of}
          onClick={() => actions.step(1)}
        >
          <IconChevronRight size={20} stroke={1.7} />
        </ActionIcon>
      </Group>
    </Group>
  );
}
