import { Badge, Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Team, Teams } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { AccountNav } from "../account/AccountNav";
import { teamsQuery } from "./queries";
import { RemoveTeamDialog } from "./RemoveTeamDialog";
import { TeamDialog } from "./TeamDialog";
import classes from "./Teams.module.css";

type Dialog = { what: "edit" | "remove"; team: Team } | { what: "add" };

/** Who campaigns give opportunities to. */
export function TeamsPage() {
  const { t } = useTranslation("teams");
  // Who comes by a link and may not is shown the teams, and is offered nothing.
  const may = useMay()("work_all");
  const query = useQuery(teamsQuery);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const add = may && (
    <Button leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={() => setDialog({ what: "add" })}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <AccountNav />
      <PageTitle title={t("title")} subtitle={t("subtitle")} actions={query.data && query.data.items.length > 0 && add} />
      <Loaded query={query} skeleton={<Skeleton h={240} radius="md" />}>
        {(teams) => (
          <>
            {teams.items.length === 0 ? (
              <EmptyState icon={IconUsersGroup} title={t("empty.title")} action={add}>
                {t("empty.text")}
              </EmptyState>
            ) : (
              <TeamList teams={teams} may={may} onDialog={setDialog} />
            )}
            {dialog?.what === "add" && <TeamDialog people={teams.people} onClose={close} />}
            {dialog?.what === "edit" && <TeamDialog team={newest(teams, dialog.team)} people={teams.people} onClose={close} />}
            {dialog?.what === "remove" && <RemoveTeamDialog team={newest(teams, dialog.team)} onClose={close} />}
          </>
        )}
      </Loaded>
    </>
  );
}

/** The team as it is now, so that trying again after a conflict carries the new etag. */
const newest = (teams: Teams, team: Team) => teams.items.find(({ id }) => id === team.id) ?? team;

function TeamList({ teams, may, onDialog }: { teams: Teams; may: boolean; onDialog: (dialog: Dialog) => void }) {
  const { t } = useTranslation("teams");
  return (
    <Stack component="ul" gap="xs" className={classes.list} aria-label={t("title")}>
      {teams.items.map((team) => (
        <Paper key={team.id} component="li" p="sm" className={classes.item}>
          <div className={classes.about}>
            <Title order={2} size="h3">
              {team.name}
            </Title>
            <Members team={team} />
            <Text size="sm" c="dimmed">
              {team.campaigns.length === 0 ? t("unused") : t("used")}{" "}
              {team.campaigns.map((id, place) => (
                <span key={id}>
                  {place > 0 && ", "}
                  <AnchorLink inherit underline="always" to="/campaigns/$id" params={{ id }}>
                    {id}
                  </AnchorLink>
                </span>
              ))}
            </Text>
          </div>
          {may && (
            <Group gap={4} className={classes.acts}>
              <Button variant="default" size="compact-md" leftSection={<IconPencil size={15} stroke={1.7} aria-hidden />} aria-label={t("edit_label", { name: team.name })} onClick={() => onDialog({ what: "edit", team })}>
                {t("edit")}
              </Button>
              <Button variant="subtle" size="compact-md" color="red" leftSection={<IconTrash size={15} stroke={1.7} aria-hidden />} aria-label={t("remove.label", { name: team.name })} onClick={() => onDialog({ what: "remove", team })}>
                {t("remove.button")}
              </Button>
            </Group>
          )}
        </Paper>
      ))}
    </Stack>
  );
}

function Members({ team }: { team: Team }) {
  const { t } = useTranslation("teams");
  if (!team.members.some(({ active }) => active)) {
    return (
      <Text size="sm" c="var(--mantine-color-error)">
        {t("nobody")}
      </Text>
    );
  }
  return (
    <ul className={classes.members} aria-label={t("members_of", { name: team.name })}>
      {team.members.map(({ id, name, active }) => (
        <li key={id}>
          <Badge variant="light" color={active ? "petrol" : "gray"} radius="sm" tt="none" fw={500}>
            {active ? name : t("inactive", { name })}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
