import { Button, Checkbox, Group, Modal, MultiSelect, Radio, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ContactRow, NewContactEntry, Origin, Said } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { useRefresh } from "./queries";
import { useTopicName } from "./useTopicName";

const SAID = ["objected", "agreed", "nothing", "bounced", "reachable"] as const satisfies readonly Said[];
const ORIGINS = ["sale", "given", "unknown"] as const satisfies readonly Origin[];

export interface Entering {
  /** None: an address that is written down here. */
  contacts: ContactRow[];
  topics: string[];
}

interface Props extends Entering {
  onEntered: () => void;
  onClose: () => void;
}

/** Enters what contacts said, or where their addresses come from. */
export function EntryDialog({ contacts, topics, onEntered, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const topicName = useTopicName();
  const { today } = useSession();
  const refresh = useRefresh();
  const [said, setSaid] = useState<Said>("objected");
  const [address, setAddress] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [on, setOn] = useState<string | null>(today);
  const [origin, setOrigin] = useState<Origin>("sale");
  const [wasTold, setWasTold] = useState(false);
  const [evidence, setEvidence] = useState("");
  const [tried, setTried] = useState(false);
  const hasTopic = said === "agreed" || said === "objected";
  const isNew = contacts.length === 0;
  const faults = {
    address: isNew && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address.trim()) ? t("entry.needs.address") : undefined,
    on: on === null ? t("entry.needs.on") : undefined,
    evidence: said === "agreed" && evidence.trim() === "" ? t("entry.needs.evidence") : undefined,
  };
  const enter = useMutation({
    mutationFn: (entry: NewContactEntry) => api.post<{ contacts: number; entries: number }>("/contacts/entries", entry),
    onSuccess: ({ contacts: count }) => {
      notify({ message: t("entry.done", { count, number: format.number(count, 0) }) });
      void refresh();
      onEntered();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (on === null || Object.values(faults).some((fault) => fault !== undefined)) return;
    enter.mutate({
      ids: contacts.map(({ id }) => id),
      address: isNew ? address.trim() : null,
      said,
      topics: hasTopic ? chosen : [],
      on,
      origin: said === "nothing" ? origin : "unknown",
      was_told: said === "nothing" && origin !== "unknown" && wasTold,
      evidence: evidence.trim(),
    });
  };
  const [only] = contacts;
  const title = isNew ? t("entry.title_new") : contacts.length === 1 && only ? t("entry.title_one_contact", { address: only.address }) : t("entry.title", { count: contacts.length, number: format.number(contacts.length, 0) });
  return (
    <Modal opened onClose={onClose} size="lg" zIndex={300} title={<Text fw={600} style={{ overflowWrap: "anywhere" }}>{title}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {isNew && (
            <TextInput label={t("entry.address")} type="email" maxLength={254} data-autofocus value={address} error={tried ? faults.address : undefined} onChange={(event) => setAddress(event.currentTarget.value)} />
          )}
          <Radio.Group label={t("entry.said")} value={said} onChange={(value) => setSaid(SAID.find((of) => of === value) ?? said)}>
            <Stack gap={8} mt="xs">
              {SAID.map((of) => (
                <Radio key={of} value={of} label={t(`entry.what.${of}`)} description={t(`entry.hint.${of}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {hasTopic && (
            <MultiSelect
              label={t("entry.topics")}
              description={t("entry.topics_hint")}
              placeholder={chosen.length === 0 ? t("topic.all") : undefined}
              data={topics.map((value) => ({ value, label: topicName(value) }))}
              value={chosen}
              onChange={setChosen}
              comboboxProps={{ zIndex: 310 }}
              clearable
              clearButtonProps={{ "aria-label": t("entry.clear_topics") }}
            />
          )}
          {said === "nothing" && (
            <>
              <Select
                label={t("column.origin")}
                description={t(`origin_hint.${origin}`)}
                inputWrapperOrder={["label", "input", "description"]}
                allowDeselect={false}
                data={ORIGINS.map((value) => ({ value, label: t(`origin.${value}`) }))}
                value={origin}
                onChange={(value) => setOrigin(ORIGINS.find((of) => of === value) ?? origin)}
                comboboxProps={{ zIndex: 310 }}
              />
              {origin !== "unknown" && <Checkbox label={t("entry.was_told")} description={t("entry.was_told_hint")} checked={wasTold} onChange={(event) => setWasTold(event.currentTarget.checked)} />}
            </>
          )}
          <DayInput label={t(said === "nothing" ? "entry.on_origin" : "entry.on")} w={190} clearable={false} maxDate={today} value={on} error={tried ? faults.on : undefined} onChange={setOn} popoverProps={{ zIndex: 310 }} />
          <Textarea
            label={t("entry.evidence")}
            description={t(said === "agreed" ? "entry.evidence_hint_agreed" : "entry.evidence_hint")}
            maxLength={2000}
            autosize
            minRows={2}
            value={evidence}
            error={tried ? faults.evidence : undefined}
            onChange={(event) => setEvidence(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {t("entry.follows")}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={enter.isPending}>
              {t("entry.confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
