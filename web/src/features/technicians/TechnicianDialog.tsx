import { Button, Checkbox, Group, Modal, NumberInput, Select, SimpleGrid, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Technician } from "../../api/tours";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { LANGUAGES } from "../../i18n/setup";
import { tourSettingsQuery } from "../tours/queries";
import { AbsenceFields, isWrong, type WrittenAbsence } from "./AbsenceFields";
import { useSaveTechnician } from "./changes";
import { faultOf, WeekFields, weekOf, writtenWeek } from "./WeekFields";

interface Props {
  technician?: Technician;
  onClose: () => void;
}

const USUAL_WEEK = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "07:30", until: "16:30", breaks: [{ from: "12:00", until: "12:45" }] }));

/** Where a technician lives, what they can do, where and when they work. */
export function TechnicianDialog({ technician, onClose }: Props) {
  const { t } = useTranslation("technicians");
  const settings = useQuery(tourSettingsQuery).data;
  const save = useSaveTechnician();
  const [tried, setTried] = useState(false);
  const [name, setName] = useState(technician?.name ?? "");
  const [login, setLogin] = useState(technician?.login ?? "");
  const [language, setLanguage] = useState(technician?.language ?? "de");
  const [mail, setMail] = useState(technician?.mail ?? "");
  const [phone, setPhone] = useState(technician?.phone ?? "");
  const [address, setAddress] = useState(technician?.address ?? "");
  const [latitude, setLatitude] = useState<number | string>(technician?.latitude ?? "");
  const [longitude, setLongitude] = useState<number | string>(technician?.longitude ?? "");
  const [skills, setSkills] = useState<string[]>(technician?.skills ?? []);
  const [regions, setRegions] = useState<string[]>(technician?.regions ?? []);
  const [week, setWeek] = useState(() => writtenWeek(technician?.week ?? USUAL_WEEK));
  const [absences, setAbsences] = useState<WrittenAbsence[]>(technician?.absences ?? []);
  const [mostDriving, setMostDriving] = useState<number | string>(technician?.max_drive_minutes ?? "");
  const [active, setActive] = useState(technician?.active ?? true);
  const faults = {
    name: name.trim() === "",
    address: address.trim() === "",
    place: (latitude === "") !== (longitude === ""),
    week: week.some((day) => faultOf(day) !== null),
    absences: absences.some(isWrong),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).some(Boolean)) return;
    const said = (text: string) => (text.trim() === "" ? null : text.trim());
    // Another address is looked up anew, unless somebody says where it is.
    const moved = technician !== undefined && address.trim() !== technician.address && latitude === technician.latitude && longitude === technician.longitude;
    save.mutate(
      {
        technician,
        body: {
          name: name.trim(),
          login: said(login),
          language,
          mail: said(mail),
          phone: said(phone),
          address: address.trim(),
          latitude: moved || latitude === "" ? null : Number(latitude),
          longitude: moved || longitude === "" ? null : Number(longitude),
          skills,
          regions,
          week: weekOf(week),
          absences: absences.flatMap(({ from, until }) => (from === null || until === null ? [] : [{ from, until }])),
          max_drive_minutes: mostDriving === "" ? null : Number(mostDriving),
          active,
        },
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{technician ? t("dialog.edit", { name: technician.name }) : t("dialog.new")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput label={t("field.name")} data-autofocus maxLength={200} value={name} error={tried && faults.name ? t("dialog.needs.name") : undefined} onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label={t("field.login")} description={t("dialog.login_hint")} inputWrapperOrder={["label", "input", "description", "error"]} maxLength={100} value={login} onChange={(event) => setLogin(event.currentTarget.value)} />
          </SimpleGrid>
          <TextInput
            label={t("field.address")}
            description={t("dialog.address_hint")}
            maxLength={500}
            value={address}
            error={tried && faults.address ? t("dialog.needs.address") : undefined}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <SimpleGrid cols={2} spacing="sm">
            <NumberInput label={t("field.latitude")} placeholder={t("dialog.looked_up")} min={-90} max={90} decimalScale={6} hideControls value={latitude} error={tried && faults.place ? t("dialog.needs.place") : undefined} onChange={setLatitude} />
            <NumberInput label={t("field.longitude")} placeholder={t("dialog.looked_up")} min={-180} max={180} decimalScale={6} hideControls value={longitude} onChange={setLongitude} />
          </SimpleGrid>
          <TagsInput label={t("field.skills")} description={t("dialog.skills_hint")} data={settings?.skills ?? []} value={skills} clearable clearButtonProps={{ "aria-label": t("dialog.skills_clear") }} onChange={setSkills} />
          <TagsInput label={t("field.regions")} description={t("dialog.regions_hint")} data={settings?.regions ?? []} value={regions} clearable clearButtonProps={{ "aria-label": t("dialog.regions_clear") }} onChange={setRegions} />
          <WeekFields days={week} tried={tried} onChange={setWeek} />
          <AbsenceFields absences={absences} tried={tried} onChange={setAbsences} />
          <NumberInput label={t("field.max_drive")} description={t("dialog.max_drive_hint")} suffix={` ${t("dialog.minutes")}`} min={1} max={1440} step={30} allowDecimal={false} value={mostDriving} onChange={setMostDriving} />
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput label={t("field.phone")} type="tel" maxLength={100} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
            <TextInput label={t("field.mail")} type="email" maxLength={300} value={mail} onChange={(event) => setMail(event.currentTarget.value)} />
            <Select label={t("field.language")} allowDeselect={false} value={language} data={LANGUAGES.map((of) => ({ value: of, label: LANGUAGE_NAMES[of] }))} onChange={(value) => setLanguage(value ?? "de")} />
          </SimpleGrid>
          <Checkbox label={t("field.active")} description={t("dialog.active_hint")} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("dialog.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
