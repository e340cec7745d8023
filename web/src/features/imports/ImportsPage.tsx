import { Alert, Stack } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { PageTitle } from "../../components/PageTitle";
import { Connectors } from "./Connectors";
import { Deliveries } from "./Deliveries";
import { DropZone } from "./DropZone";
import { FirstSteps } from "./FirstSteps";
import classes from "./Imports.module.css";
import { batchesQuery, foldersQuery, uploadsQuery } from "./queries";
import { useSend } from "./sending";
import { SendingCard } from "./SendingCard";
import { ServerFolders } from "./ServerFolders";
import { WaitingUploads } from "./WaitingUploads";

export function ImportsPage() {
  const { t } = useTranslation("imports");
  const may = useMay();
  const { sendFiles, sending, cancel, readFolder } = useSend();
  const first = useQuery(batchesQuery).data?.length === 0;
  const waiting = useQuery(uploadsQuery).data?.some((upload) => upload.state !== "done");
  // Who has imported nothing yet is shown the way, not two empty lists.
  const waits = !first || waiting;
  const hasFolders = useQuery({ ...foldersQuery, enabled: may("import") }).data?.length;
  return (
    <>
      <PageTitle
        title={t("title")}
        actions={
          <ButtonLink to="/imports/sources" variant="default">
            {t("to_sources")}
          </ButtonLink>
        }
      />
      <Stack gap="lg">
        {may("import") ? (
          <>
            {sending ? <SendingCard sending={sending} onCancel={cancel} /> : <DropZone first={first} onFiles={sendFiles} />}
            {first && <FirstSteps />}
            <div className={classes.two} data-single={!hasFolders || !waits || undefined}>
              {waits && <WaitingUploads />}
              <ServerFolders onRead={readFolder.mutate} reading={readFolder.isPending ? readFolder.variables : undefined} />
            </div>
          </>
        ) : (
          <Alert color="gray" variant="light" icon={<IconLock size={18} aria-hidden />}>
            {t("drop.not_allowed")}
          </Alert>
        )}
        <Connectors />
        {!(first && may("import")) && <Deliveries />}
      </Stack>
    </>
  );
}
