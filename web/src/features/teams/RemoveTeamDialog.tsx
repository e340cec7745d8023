import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Team } from "../../api/contract";
import { errorText } from "../../components/notifyError";
import { useRemoveTeam } from "./queries";

/** Takes a team away, unless a campaign gives to it. */
export function RemoveTeamDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation("teams");
  const remove = useRemoveTeam();
  const isNeeded = team.campaigns.length > 0;
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("remove.title", { name: team.name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Text mb="md">{isNeeded ? t("remove.needed", { campaigns: team.campaigns.join(", ") }) : t("remove.text")}</Text>
      {remove.error !== null && !isNeeded && (
        <Alert role="alert" color="red" variant="light" mb="md">
          {errorText(remove.error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t(isNeeded ? "close" : "cancel")}
        </Button>
        {!isNeeded && (
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(team, { onSuccess: onClose })}>
            {t("remove.button")}
          </Button>
        )}
      </Group>
    </Modal>
  );
}
