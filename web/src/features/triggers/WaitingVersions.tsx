import { Group, Paper, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { waitingQuery } from "./queries";
import classes from "./WaitingVersions.module.css";
import { VersionState } from "./VersionState";

/** Versions somebody works on: drafts, and those that wait for another person. */
export function WaitingVersions() {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const { data = [] } = useQuery(waitingQuery);
  if (data.length === 0) return null;
  return (
    <Paper component="section" p="md" mt="md" aria-labelledby="waiting">
      <Title order={2} id="waiting">
        {t("waiting.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("waiting.subtitle")}
      </Text>
      <ul className={classes.list}>
        {data.map((of) => (
          <li key={`${of.trigger} ${of.version}`}>
            <Group gap="xs">
              <AnchorLink to="/triggers/$id/versions/$version" params={{ id: of.trigger, version: String(of.version) }} fw={600}>
                {of.title}
              </AnchorLink>
              <Text size="sm">{t("waiting.version", { version: String(of.version) })}</Text>
              <VersionState state={of.state} />
              <Text size="sm" c="dimmed">
                {t("by", { person: of.saved_by, at: format.instant(of.saved_at) })}
              </Text>
            </Group>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
