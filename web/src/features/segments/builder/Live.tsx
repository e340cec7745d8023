import { Alert, Code, Collapse, Paper, Skeleton, Text, Title, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { SegmentPreview } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { useValueText } from "../../../components/ValueText";
import { errorText } from "../../../components/notifyError";
import { useFormats } from "../../../format/useFormats";
import { MissingFacts } from "../MissingFacts";
import classes from "./Builder.module.css";

interface Props {
  preview: UseQueryResult<SegmentPreview>;
  /** Rules that are not filled in; the server is not asked before they are. */
  unfinished: number;
  /** Whether the condition was changed since what is shown was answered. */
  stale: boolean;
}

/** How many machines the condition finds now, some of them, and for how many it cannot say. */
export function Live({ preview, unfinished, stale }: Props) {
  const { t } = useTranslation("segments");
  const words = useWords();
  const format = useFormats();
  const valueText = useValueText();
  const [sqlShown, { toggle }] = useDisclosure(false);
  const { data, error } = preview;
  const number = (value: number) => format.number(value, 0);
  return (
    <Paper component="section" p="md" className={classes.live} aria-labelledby="live">
      <Title order={2} id="live" mb="xs">
        {t("live.title")}
      </Title>
      <div role="status" aria-live="polite" aria-label={t("live.count_label")}>
        {unfinished > 0 ? (
          <Text c="dimmed">{t("live.unfinished", { count: unfinished })}</Text>
        ) : data?.wrong ? (
          <Alert color="amber" title={t("live.wrong")}>
            {data.wrong.what}
          </Alert>
        ) : data ? (
          <div className={stale ? classes.stale : undefined} aria-busy={stale}>
            <span className={classes.count}>{number(data.members)}</span>{" "}
            <Text span c="dimmed">
              {t("live.of", { count: data.machines, number: number(data.machines) })}
            </Text>
            <Text size="sm" c="dimmed">
              {t("live.unknown", { count: data.unknown, number: number(data.unknown) })}
            </Text>
          </div>
        ) : null}
      </div>
      {error && (
        <Alert color="red" mt="xs">
          {errorText(error)}
        </Alert>
      )}
      {unfinished === 0 && !data && !error && <Skeleton h={90} />}
      {unfinished === 0 && data && !data.wrong && (
        <div className={stale ? classes.stale : undefined}>
          {data.sample.length > 0 && (
            <>
              <Title order={3} mt="md" mb={4}>
                {t("live.sample")}
              </Title>
              <ul className={classes.sample}>
                {data.sample.slice(0, 4).map(({ machine, evidence }) => (
                  <li key={machine.id}>
                    <AnchorLink to="/machines/$id" params={{ id: machine.id }} fw={600}>
                      {machine.serial_number}
                    </AnchorLink>{" "}
                    <Text span size="sm">
                      {[machine.machine_type, machine.customer_name].filter(Boolean).join(" · ")}
                    </Text>
                    <div className={classes.values}>
                      {[...new Map(evidence.map((item) => [item.fact, item])).values()].map((item) => (
                        <span key={item.fact}>
                          {words.factLabel(item.fact)}: {valueText(item.value, words.fact(item.fact)) ?? t("live.not_known")}
                        </span>
                      ))}
                    </div>
                  </li>
                ))}
              </ul>
            </>
          )}
          <MissingFacts missing={data.missing} />
          {data.sql !== null && (
            <>
              <UnstyledButton mt="md" fz="sm" c="var(--mantine-color-anchor)" onClick={toggle} aria-expanded={sqlShown}>
                {sqlShown ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />} {t("sql.show")}
              </UnstyledButton>
              <Collapse expanded={sqlShown}>
                <Code block mt="xs" tabIndex={0} role="region" aria-label={t("sql.title")} className={classes.code}>
                  {data.sql}
                </Code>
                <Text size="sm" c="dimmed" mt={4}>
                  {t("sql.as_of", { day: format.day(data.as_of) })}
                </Text>
              </Collapse>
            </>
          )}
        </div>
      )}
    </Paper>
  );
}
