import { Autocomplete, Button, Checkbox, Group, Modal, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit, VisitChange, VisitKind, VisitPriority } from "../../api/tours";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { tourSettingsQuery } from "../tours/queries";
import { nameOf } from "../tours/board";
import { useChangeVisit, useCreateVisit } from "./changes";
import { MachineSelect } from "./MachineSelect";
import { PRIORITIES, VISIT_KINDS } from "./search";
import { WindowFields } from "./WindowFields";
import { spanOf, type WrittenSpan, writtenOf } from "./windows";

interface Props {
  /** Changed; a new one where there is none. */
  visit?: Visit;
  /** Whom a new one is for; asked for where it is not said. */
  machine?: { id: string; name: string };
  onClose: () => void;
}

const LONGEST = 7 * 24 * 60;

/** Enters a visit, or changes what was said of one. */
export function VisitDialog({ visit, machine, onClose }: Props) {
  const { t } = useTranslation("visits");
  const { today } = useSession();
  const settings = useQuery(tourSettingsQuery).data;
  const create = useCreateVisit();
  const change = useChangeVisit();
  const [tried, setTried] = useState(false);
  const [withMachine, setWithMachine] = useState(true);
  const [machineId, setMachineId] = useState<string | null>(machine?.id ?? null);
  const [customer, setCustomer] = useState("");
  const [kind, setKind] = useState<VisitKind>(visit?.kind ?? "maintenance");
  const [title, setTitle] = useState(visit?.title ?? "");
  const [minutes, setMinutes] = useState<number | string>(visit?.duration_minutes ?? "");
  const [skills, setSkills] = useState<string[]>(visit?.skills ?? []);
  const [region, setRegion] = useState(visit?.region ?? "");
  const [address, setAddress] = useState(visit?.address ?? "");
  const [contact, setContact] = useState(visit?.contact_name ?? "");
  const [phone, setPhone] = useState(visit?.phone ?? "");
  const [spans, setSpans] = useState<WrittenSpan[]>(visit?.windows.map(writtenOf) ?? []);
  const [due, setDue] = useState<string | null>(visit?.due_on ?? null);
  const [strict, setStrict] = useState(visit?.due_strict ?? false);
  const [priority, setPriority] = useState<VisitPriority>(visit?.priority ?? "normal");
  const [note, setNote] = useState(visit?.note ?? "");

  const isNew = visit === undefined;
  const duration = minutes === "" ? settings?.minutes[kind] : Number(minutes);
  const asksMachine = isNew && machine === undefined && withMachine;
  const asksPlace = isNew && machine === undefined && !withMachine;
  const faults = {
    machine: asksMachine && machineId === null,
    customer: asksPlace && customer.trim() === "",
    address: asksPlace && address.trim() === "",
    duration: duration === undefined || !Number.isInteger(duration) || duration < 1 || duration > LONGEST,
    windows: spans.some((span) => spanOf(span) === null),
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).some(Boolean)) return;
    const windows = spans.flatMap((span) => spanOf(span) ?? []);
    const said = (text: string) => (text.trim() === "" ? null : text.trim());
    const body = {
      title: said(title) ?? t(`kind.${kind}`),
      duration_minutes: duration,
      windows,
      due_on: due,
      due_strict: due !== null && strict,
      priority,
      note: said(note),
    } satisfies VisitChange;
    const moved = said(address);
    if (visit) {
      // A new place is looked up; an unchanged one keeps its coordinates.
      const place = moved !== null && moved !== visit.address ? { address: moved } : {};
      change.mutate({ visit, body: { ...body, ...place, skills, region: said(region), contact_name: said(contact), phone: said(phone) } }, { onSuccess: onClose });
      return;
    }
    const whom = asksPlace ? { customer_name: customer.trim(), address: address.trim() } : { machine_id: machineId ?? undefined };
    // A new visit takes from its machine what is not said.
    const own = { skills: skills.length > 0 ? skills : undefined, region: said(region) ?? undefined, contact_name: said(contact) ?? undefined, phone: said(phone) ?? undefined };
    create.mutate({ ...body, ...whom, ...own, kind }, { onSuccess: onClose });
  };

  const heading = visit ? t("dialog.edit", { name: nameOf(visit) }) : machine ? t("dialog.new_for", { machine: machine.name }) : t("dialog.new");
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{heading}</Text>} closeButtonProps={{ "aria-label": t("back") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {isNew && machine === undefined && (
            <SegmentedControl
              aria-label={t("dialog.whom")}
              value={withMachine ? "machine" : "place"}
              data={[
                { value: "machine", label: t("dialog.for_machine") },
                { value: "place", label: t("dialog.for_place") },
              ]}
              onChange={(value) => setWithMachine(value === "machine")}
            />
          )}
          {asksMachine && <MachineSelect value={machineId} error={tried && faults.machine ? t("dialog.needs.machine") : undefined} onChange={setMachineId} />}
          {asksPlace && (
            <TextInput
              label={t("field.customer")}
              maxLength={300}
              value={customer}
              error={tried && faults.customer ? t("dialog.needs.customer") : undefined}
              onChange={(event) => setCustomer(event.currentTarget.value)}
            />
          )}
          {(asksPlace || !isNew) && (
            <TextInput
              label={t("field.address")}
              description={t("dialog.address_hint")}
              maxLength={500}
              value={address}
              error={tried && faults.address ? t("dialog.needs.address") : undefined}
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <Select
              label={t("field.kind")}
              allowDeselect={false}
              disabled={!isNew}
              value={kind}
              data={VISIT_KINDS.map((of) => ({ value: of, label: t(`kind.${of}`) }))}
              onChange={(value) => setKind(VISIT_KINDS.find((of) => of === value) ?? kind)}
            />
            <Select
              label={t("field.priority")}
              allowDeselect={false}
              value={priority}
              data={PRIORITIES.map((of) => ({ value: of, label: t(`priority.${of}`) }))}
              onChange={(value) => setPriority(PRIORITIES.find((of) => of === value) ?? priority)}
            />
          </SimpleGrid>
          <TextInput label={t("field.title")} placeholder={t(`kind.${kind}`)} maxLength={300} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <NumberInput
              label={t("field.duration")}
              suffix={` ${t("dialog.minutes")}`}
              placeholder={settings && t("dialog.usual", { minutes: settings.minutes[kind] })}
              min={1}
              max={LONGEST}
              step={15}
              allowDecimal={false}
              value={minutes}
              error={tried && faults.duration ? t("dialog.needs.duration") : undefined}
              onChange={setMinutes}
            />
            <Autocomplete label={t("field.region")} description={isNew ? t("dialog.from_machine") : undefined} inputWrapperOrder={["label", "input", "description", "error"]} data={settings?.regions ?? []} value={region} onChange={setRegion} />
          </SimpleGrid>
          <TagsInput
            label={t("field.skills")}
            description={t("dialog.skills_hint")}
            data={settings?.skills ?? []}
            value={skills}
            clearable
            clearButtonProps={{ "aria-label": t("dialog.skills_clear") }}
            onChange={setSkills}
          />
          <Group gap="md" align="flex-end">
            <DayInput label={t("field.due")} w={180} value={due} onChange={setDue} />
            <Checkbox mb={8} label={t("dialog.strict")} disabled={due === null} checked={due !== null && strict} onChange={(event) => setStrict(event.currentTarget.checked)} />
          </Group>
          <WindowFields spans={spans} tried={tried} today={today} onChange={setSpans} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput label={t("field.contact")} maxLength={300} value={contact} onChange={(event) => setContact(event.currentTarget.value)} />
            <TextInput label={t("field.phone")} type="tel" maxLength={100} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
          </SimpleGrid>
          <Textarea label={t("field.note")} description={t("dialog.note_hint")} autosize minRows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("back")}
            </Button>
            <Button type="submit" loading={create.isPending || change.isPending}>
              {t(isNew ? "dialog.create" : "dialog.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
