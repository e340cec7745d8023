import { Group } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { MachineRow } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { BadgeLink } from "../../../components/BadgeLink";

interface Props {
  machine: MachineRow;
  /** How many are named; the rest is counted. */
  shown?: number;
}

/** The triggers that fire for a machine; each leads to its proof in the machine file. */
export function RowTriggers({ machine, shown = 1 }: Props) {
  const { t } = useTranslation("machines");
  const words = useWords();
  const rest = machine.triggers.slice(shown);
  return (
    <Group gap={6} wrap="nowrap" miw={0}>
      {machine.triggers.slice(0, shown).map((trigger) => (
        <BadgeLink
          key={trigger}
          to="/machines/$id"
          params={{ id: machine.id }}
          search={{ tab: "verdicts", trigger }}
          variant="light"
          radius="sm"
          tt="none"
          fw={500}
          miw={0}
          leftSection={<IconBolt size={12} stroke={2} aria-hidden />}
        >
          {words.triggerTitle(trigger)}
        </BadgeLink>
      ))}
      {rest.length > 0 && (
        <AnchorLink
          size="sm"
          to="/machines/$id"
          params={{ id: machine.id }}
          search={{ tab: "verdicts" }}
          title={rest.map((trigger) => words.triggerTitle(trigger)).join(", ")}
        >
          +{rest.length}
          <span className="visually-hidden"> {t("more_triggers", { count: rest.length })}</span>
        </AnchorLink>
      )}
    </Group>
  );
}
