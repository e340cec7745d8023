import { Box, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../api/catalogue";
import type { Part, Priority } from "../api/contract";
import { useFormats } from "../format/useFormats";
import { shortFactLabel } from "./evidenceWords";
import { Meter } from "./Meter";
import classes from "./PriorityBreakdown.module.css";
import { SourceList } from "./SourceList";

interface Props {
  priority: Priority;
}

const PARTS = ["value", "urgency", "likelihood", "confidence"] as const;

/** The four parts that make up a priority, each drawn against what it could give at most, and where the value comes from. */
export function PriorityBreakdown({ priority }: Props) {
  const { t } = useTranslation("components");
  const format = useFormats();
  const words = useWords();
  const parts: readonly (readonly [(typeof PARTS)[number], Part])[] = PARTS.map((name) => [name, priority[name]] as const);
  const widest = Math.max(...parts.map(([, part]) => part.of));
  return (
    <Box>
      <Text fw={600} mb={6}>
        {t("priority.title", { score: priority.score })}
      </Text>
      <dl className={classes.parts}>
        {parts.map(([name, part]) => (
          <div key={name} className={classes.part} title={t(`priority.meaning.${name}`)}>
            <dt>{t(`priority.${name}`)}</dt>
            <dd>
              <span className={classes.room}>
                {/* The track is as long as the part can weigh, so that the four together show the whole hundred. */}
                <span className={classes.weight} style={{ width: `${(part.of / widest) * 100}%` }}>
                  <Meter share={part.points / part.of} />
                </span>
              </span>
              <span className={classes.points}>
                {t("priority.points", { points: format.number(part.points, 1), of: format.number(part.of, 0) })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {priority.value_eur === null ? (
        <Text size="sm" c="dimmed" mt={8}>
          {t("priority.no_value")}
        </Text>
      ) : (
        <Group gap="0 0.5rem" mt={8} align="baseline">
          <Text span size="sm">
            {t("priority.value_of", { value: format.money(priority.value_eur) })}
          </Text>
          {priority.value_from && (
            <Text span size="sm" c="dimmed">
              {priority.value_factor === 1
                ? t("priority.value_from", { fact: shortFactLabel(words, priority.value_from) })
                : t("priority.value_from_factor", {
                    fact: shortFactLabel(words, priority.value_from),
                    factor: format.number(priority.value_factor),
                  })}
            </Text>
          )}
          <SourceList places={priority.value_sources} shown={1} />
        </Group>
      )}
    </Box>
  );
}
