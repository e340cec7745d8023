import { NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PolicyPartOf, Suppressing } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { PartCard } from "./PartCard";
import { usePart } from "./usePart";

const SWITCHES = ["critical_ticket", "complaint", "running_quote"] as const;

/** What keeps a hit from making an opportunity. What is entered as a suppression always does. */
export function SuppressingCard({ part }: { part: PolicyPartOf<Suppressing> }) {
  const { t } = useTranslation("policy");
  const edited = usePart("suppressing", part);
  const { value, isLocked } = edited;
  const [isEmpty, setEmpty] = useState(false);
  return (
    <PartCard name="suppressing" part={part} edited={edited} isComplete={!isEmpty}>
      <Stack gap="sm">
        {SWITCHES.map((name) => (
          <Switch
            key={name}
            label={t(`suppressing.${name}`)}
            description={t(`suppressing.${name}_hint`)}
            disabled={isLocked}
            checked={value[name]}
            onChange={(event) => edited.set({ ...value, [name]: event.currentTarget.checked })}
          />
        ))}
        <NumberInput
          label={t("suppressing.recent_contact_days")}
          description={t("suppressing.recent_contact_days_hint")}
          maw="28rem"
          min={0}
          max={365}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          hideControls
          readOnly={isLocked}
          value={isEmpty ? "" : value.recent_contact_days}
          onChange={(typed) => {
            setEmpty(typeof typed !== "number");
            if (typeof typed === "number") edited.set({ ...value, recent_contact_days: typed });
          }}
        />
        <Text size="sm" c="dimmed">
          {t("suppressing.always")}{" "}
          <AnchorLink inherit underline="always" to="/opportunities/held" search={{ tab: "suppressions" }}>
            {t("suppressing.register")}
          </AnchorLink>
        </Text>
      </Stack>
    </PartCard>
  );
}
