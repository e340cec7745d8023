import { Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Money } from "../../../components/Money";
import { ScoreBadge } from "../../../components/ScoreBadge";
import classes from "./Editor.module.css";
import { HitEvidence } from "./HitEvidence";

/** Some of the machines for which the draft would fire, the first by priority. */
export function SampleHits({ sample }: { sample: TriggerPreview["sample"] }) {
  const { t } = useTranslation("editor");
  if (sample.length === 0) return null;
  return (
    <section aria-labelledby="sample-hits">
      <Title order={3} id="sample-hits" mt="md" mb={4}>
        {t("live.sample")}
      </Title>
      <ul className={classes.list}>
        {sample.map(({ machine, score, value_eur: value, evidence }) => (
          <li key={machine.id}>
            <Group gap="xs" wrap="nowrap">
              <ScoreBadge score={score} />
              <div>
                <AnchorLink to="/machines/$id" params={{ id: machine.id }} fw={600}>
                  {machine.serial_number}
                </AnchorLink>{" "}
                <Text span size="sm">
                  {[machine.machine_type, machine.customer_name].filter(Boolean).join(" · ")}
                </Text>
                <Text size="sm" c="dimmed" component="div">
                  <Money value={value} />
                </Text>
              </div>
            </Group>
            {evidence.length > 0 && <HitEvidence machine={machine.serial_number} evidence={evidence} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
