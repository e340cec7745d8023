import { Group, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import { uploadsQuery } from "./queries";
import { UploadState } from "./UploadState";

/** Uploads that need someone: questions to answer, an import to start or to mend. */
export function WaitingUploads() {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const query = useQuery(uploadsQuery);
  return (
    <Paper p="md" component="section">
      <Title order={2} size="h3" mb="xs">
        {t("waiting.title")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={72} />}>
        {(uploads) => {
          const waiting = uploads.filter((upload) => upload.state !== "done");
          if (waiting.length === 0) return <Text c="dimmed">{t("waiting.none")}</Text>;
          return waiting.map((upload) => (
            <Group key={upload.id} justify="space-between" py={6} gap="xs" wrap="nowrap" align="flex-start">
              <div style={{ minWidth: 0 }}>
                <AnchorLink to="/imports/uploads/$id" params={{ id: upload.id }} fw={600} style={{ overflowWrap: "anywhere" }}>
                  {upload.name}
                </AnchorLink>
                <Text size="xs" c="dimmed">
                  {t("waiting.meta", {
                    files: t("sending.files", { count: upload.files, number: format.number(upload.files) }),
                    size: format.bytes(upload.bytes),
                    person: upload.created_by,
                    at: format.instant(upload.created_at),
                  })}
                </Text>
              </div>
              <UploadState upload={upload} />
            </Group>
          ));
        }}
      </Loaded>
    </Paper>
  );
}
