import { Radio, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { Conversations, PolicyPartOf } from "../../api/contract";
import { LeadOrder } from "./LeadOrder";
import { PartCard } from "./PartCard";
import { usePart } from "./usePart";

const TOGETHER = ["customer", "site", "machine"] as const satisfies readonly Conversations["together"][];

/** Which opportunities are spoken of in one conversation, and which of them leads it. */
export function ConversationsCard({ part }: { part: PolicyPartOf<Conversations> }) {
  const { t } = useTranslation("policy");
  const { catalogue } = useWords();
  const edited = usePart("conversations", part);
  const { value, isLocked } = edited;
  const campaigns = catalogue.campaigns.map(({ id }) => id);
  // Campaigns that nobody put in order lead after the others.
  const leads = [...value.leads, ...campaigns.filter((id) => !value.leads.includes(id))];
  return (
    <PartCard name="conversations" part={part} edited={edited}>
      <Stack gap="md">
        <Radio.Group
          label={t("conversations.together")}
          value={value.together}
          onChange={(chosen) => edited.set({ ...value, together: TOGETHER.find((of) => of === chosen) ?? value.together })}
        >
          <Stack gap={8} mt="xs">
            {TOGETHER.map((of) => (
              <Radio key={of} value={of} disabled={isLocked} label={t(`conversations.of.${of}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <div>
          <Text fw={500} id="leads">
            {t("conversations.leads")}
          </Text>
          <Text size="sm" c="dimmed" mb="xs">
            {t("conversations.leads_hint")}
          </Text>
          <LeadOrder
            leads={leads}
            takesAlong={value.takes_along}
            isLocked={isLocked}
            onOrder={(order) => edited.set({ ...value, leads: order })}
            onTakeAlong={(lead, along) => edited.set({ ...value, takes_along: { ...value.takes_along, [lead]: along } })}
          />
        </div>
      </Stack>
    </PartCard>
  );
}
