import { Alert, Button, Group, Skeleton, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { MachineFile } from "../../../api/contract";
import { DayInput } from "../../../components/DayInput";
import { Loaded } from "../../../components/Loaded";
import { SourceLink } from "../../../components/SourceLink";
import { useFormats } from "../../../format/useFormats";
import { lifeQuery } from "../queries";
import { ComponentTree } from "./ComponentTree";
import { LifeLines } from "./LifeLines";
import classes from "./LifeTab.module.css";
import { StandingCard } from "./StandingCard";

interface Props {
  machine: MachineFile;
  asOf: string | undefined;
  onAsOf: (day: string | null) => void;
}

/** Who had the machine on a day, where it stood, what covered it, what was built in, and how it came to that. */
export function LifeTab({ machine, asOf, onAsOf }: Props) {
  const { t } = useTranslation("machines");
  const words = useWords();
  const format = useFormats();
  const query = useQuery(lifeQuery(machine.id, asOf));
  return (
    <Stack gap="md">
      <Group align="end" gap="sm">
        <DayInput label={t("life.as_of")} value={asOf ?? machine.as_of} onChange={onAsOf} clearable={false} w={180} />
        {asOf !== undefined && (
          <Button variant="default" onClick={() => onAsOf(null)}>
            {t("life.today")}
          </Button>
        )}
      </Group>
      <Loaded
        query={query}
        skeleton={
          <div className={classes.columns}>
            <Skeleton h={300} />
            <Skeleton h={480} />
          </div>
        }
      >
        {(life) => (
          <>
            {life.problem && (
              <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />} title={t("life.problem")}>
                {t("life.problem_text", {
                  event: words.stateLabel(life.problem.event),
                  out: format.day(life.problem.out.on),
                  sign: format.day(life.problem.sign.on),
                })}
                <Group gap="md" mt={4}>
                  <SourceLink place={life.problem.out.source} />
                  <SourceLink place={life.problem.sign.source} />
                </Group>
              </Alert>
            )}
            <div className={classes.columns}>
              <Stack gap="md" miw={0}>
                <StandingCard life={life} />
                <ComponentTree components={life.components} />
              </Stack>
              <LifeLines life={life} />
            </div>
          </>
        )}
      </Loaded>
    </Stack>
  );
}
