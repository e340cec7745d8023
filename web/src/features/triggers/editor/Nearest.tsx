import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { useFormats } from "../../../format/useFormats";
import classes from "./Editor.module.css";
import { Misses } from "./Misses";

/** What rounds to less is not nothing. */
const LEAST = 0.001;

/** Machines that are almost hits: whether a threshold is set right shows at them. */
export function Nearest({ nearest }: { nearest: TriggerPreview["nearest"] }) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  if (nearest.length === 0) return null;
  const shareText = (distance: number) => (distance < LEAST ? `< ${format.percent(LEAST, 1)}` : format.percent(distance, distance < 0.1 ? 1 : 0));
  // A value that lies on the threshold misses it by nothing; "0 %" would read as if none of it were reached.
  const away = (distance: number) => (distance === 0 ? t("live.at_threshold") : t("live.distance", { share: shareText(distance) }));
  return (
    <section aria-labelledby="nearest">
      <Title order={3} id="nearest" mt="md">
        {t("live.nearest")}
      </Title>
      <Text size="sm" c="dimmed" mb={4}>
        {t("live.nearest_hint")}
      </Text>
      <ul className={classes.list}>
        {nearest.map(({ machine, distance, misses }) => (
          <li key={machine.id}>
            <AnchorLink to="/machines/$id" params={{ id: machine.id }} fw={600}>
              {machine.serial_number}
            </AnchorLink>{" "}
            <Text span size="sm">
              {[machine.machine_type, away(distance)].filter(Boolean).join(" · ")}
            </Text>
            <Misses misses={misses} />
          </li>
        ))}
      </ul>
    </section>
  );
}
