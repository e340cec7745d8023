import { Anchor, Button, FileButton, Group, Paper, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "../../api/client";
import type { BatchRow, ProfileVersion } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { notify } from "../../components/notify";
import { forgetFileError, notifyFileError } from "../../components/notifyError";
import { useFormats } from "../../format/useFormats";
import { ProfileDialog } from "./ProfileDialog";
import { RemoveProfileDialog } from "./RemoveProfileDialog";

interface Props {
  source: string;
  profile: ProfileVersion | undefined;
  /** The latest delivery of the source. */
  latest: BatchRow | undefined;
  editable: boolean;
}

/** What is kept of a source's tables for its next deliveries. */
export function ProfileCard({ source, profile, latest, editable }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [removing, setRemoving] = useState(false);
  const exists = profile !== undefined && !profile.removed;
  const path = `/mapping-profiles/${encodeURIComponent(source)}`;

  const bring = useMutation({
    onMutate: forgetFileError,
    mutationFn: async (file: File) => api.put<ProfileVersion>(path, { mapping: await file.text() }, { etag: profile?.etag ?? '"0"' }),
    onSuccess: (saved) => {
      notify({ message: t("profile.saved", { source, version: String(saved.version) }) });
      void client.invalidateQueries({ queryKey: ["mapping-profiles"] });
    },
    onError: (error, file) => notifyFileError(file.name, error),
    meta: { quiet: true },
  });

  return (
    <Paper p="md" component="article" aria-label={t("profile.region", { source })}>
      <Group justify="space-between" align="baseline" gap="xs">
        <Title order={3}>{source}</Title>
        <Text size="sm" c="dimmed">
          {profile === undefined
            ? t("profile.none")
            : t(profile.removed ? "profile.removed_by" : "profile.meta", {
                version: String(profile.version),
                count: profile.tables.length,
                number: format.number(profile.tables.length),
                person: profile.saved_by,
                at: format.instant(profile.saved_at),
              })}
        </Text>
      </Group>
      {profile?.wrong && (
        <Text c="red" size="sm">
          {t("profile.wrong", { what: profile.wrong })}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        {profile && (
          <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
            {t("profile.view")}
          </Button>
        )}
        {exists && (
          <Anchor size="sm" href={apiUrl(`${path}/mapping.toml`)} download>
            {t("profile.download")}
          </Anchor>
        )}
        {editable && (
          <FileButton accept=".toml" onChange={(file) => file && bring.mutate(file)}>
            {(props) => (
              <Button {...props} size="compact-sm" variant="subtle" loading={bring.isPending}>
                {t("profile.upload")}
              </Button>
            )}
          </FileButton>
        )}
        {latest && (
          <AnchorLink size="sm" to="/imports/batches/$id" params={{ id: String(latest.id) }}>
            {t("profile.latest", { id: String(latest.id) })}
          </AnchorLink>
        )}
        {exists && editable && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRemoving(true)}>
            {t("profile.remove")}
          </Button>
        )}
      </Group>
      {opened && <ProfileDialog source={source} editable={editable} onClose={() => setOpened(false)} />}
      {removing && profile && <RemoveProfileDialog profile={profile} onClose={() => setRemoving(false)} />}
    </Paper>
  );
}
