import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { foldersQuery } from "./queries";

interface Props {
  onRead: (folder: string) => void;
  /** The folder that is being read now. */
  reading: string | undefined;
}

/** Folders the administrator allowed. Most installations have none; then nothing is said of them. */
export function ServerFolders({ onRead, reading }: Props) {
  const { t } = useTranslation("imports");
  const folders = useQuery(foldersQuery).data ?? [];
  if (folders.length === 0) return null;
  return (
    <Paper p="md" component="section">
      <Title order={2} size="h3">
        {t("folders.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("folders.text")}
      </Text>
      {folders.map((folder) => (
        <Group key={folder} justify="space-between" wrap="nowrap" py={4}>
          <Group gap="xs" wrap="nowrap" miw={0}>
            <IconFolder size={18} stroke={1.6} aria-hidden style={{ flex: "none" }} />
            <Text truncate>{folder}</Text>
          </Group>
          <Button
            variant="default"
            size="compact-md"
            loading={reading === folder}
            disabled={reading !== undefined && reading !== folder}
            aria-label={t("folders.read_label", { folder })}
            onClick={() => onRead(folder)}
          >
            {t("folders.read")}
          </Button>
        </Group>
      ))}
    </Paper>
  );
}
