import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataUse } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { usePurposesText } from "./usePurposesText";

interface Props {
  agreements: DataUse[];
  /** The machine's serial number. */
  machine: string;
  opened: boolean;
  /** The id of what is opened. */
  controls: string;
  onToggle: () => void;
}

/** What holds today, and the way to all that was ever agreed. */
export function Agreed({ agreements, machine, opened, controls, onToggle }: Props) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const purposesText = usePurposesText();
  if (agreements.length === 0) return <Text span inherit c="dimmed">{t("register.nothing")}</Text>;
  const holding = agreements.filter((of) => of.holds);
  const said = ({ contract, until }: DataUse) => [contract, until === null ? null : t("agreement.until", { day: format.day(until) })].filter(Boolean).join(", ");
  return (
    <>
      {holding.length === 0 && <div>{t("register.nothing_now")}</div>}
      {holding.map((of) => (
        <div key={of.id}>
          {purposesText(of.purposes)}{" "}
          <Text span inherit c="dimmed">
            {said(of)}
          </Text>
        </div>
      ))}
      <Anchor component="button" type="button" size="sm" aria-expanded={opened} aria-controls={opened ? controls : undefined} aria-label={t("register.history_label", { number: String(agreements.length), machine })} onClick={onToggle}>
        {t("register.history", { number: String(agreements.length) })}
      </Anchor>
    </>
  );
}
