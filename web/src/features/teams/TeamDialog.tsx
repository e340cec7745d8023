import { Alert, Button, Group, Modal, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import type { Team, TeamPerson } from "../../api/contract";
import { errorText } from "../../components/notifyError";
import { useSaveTeam } from "./queries";

interface Props {
  team?: Team;
  /** Who may be put into a team. */
  people: readonly TeamPerson[];
  onClose: () => void;
}

/** A team's name and who is in it. */
export function TeamDialog({ team, people, onClose }: Props) {
  const { t } = useTranslation("teams");
  const save = useSaveTeam();
  const [tried, setTried] = useState(false);
  const [name, setName] = useState(team?.name ?? "");
  const [members, setMembers] = useState<string[]>(team?.members.map(({ id }) => id) ?? []);
  const isNeeded = team !== undefined && team.campaigns.length > 0;
  // A member whose account was closed stays to be seen, and may be taken out.
  const closed = team?.members.filter(({ active }) => !active) ?? [];
  const choices = [
    ...people.map(({ id, name: person, login }) => ({ value: id, label: people.some((other) => other.id !== id && other.name === person) ? `${person} (${login})` : person })),
    ...closed.map((of) => ({ value: of.id, label: t("inactive", { name: of.name }) })),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "") save.mutate({ team, body: { name: name.trim(), members } }, { onSuccess: onClose });
  };
  const code = save.error instanceof ApiError ? save.error.problem.code : undefined;
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{team ? t("dialog.edit", { name: team.name }) : t("new")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label={t("dialog.name")}
            description={isNeeded ? t("dialog.name_kept", { campaigns: team.campaigns.join(", ") }) : t("dialog.name_hint")}
            data-autofocus
            autoComplete="off"
            maxLength={80}
            value={name}
            error={tried && name.trim() === "" ? t("dialog.needs_name") : code === "name_taken" ? t("dialog.name_taken") : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <MultiSelect
            label={t("dialog.members")}
            description={t("dialog.members_hint")}
            data={choices}
            value={members}
            searchable
            hidePickedOptions
            clearable
            clearButtonProps={{ "aria-label": t("dialog.members_clear") }}
            nothingFoundMessage={t("dialog.no_person")}
            onChange={setMembers}
          />
          {save.error !== null && code !== "name_taken" && (
            <Alert role="alert" color="red" variant="light">
              {code === "team_in_use" ? t("dialog.name_kept", { campaigns: team?.campaigns.join(", ") ?? "" }) : errorText(save.error)}
            </Alert>
          )}
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
