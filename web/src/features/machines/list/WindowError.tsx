import { Alert, Button, Group } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { errorText } from "../../../components/notifyError";
import classes from "./MachineTable.module.css";

interface Props {
  error: Error;
  onRetry: () => void;
}

/** Some rows could not be fetched; the others stay usable. */
export function WindowError({ error, onRetry }: Props) {
  const { t } = useTranslation("components");
  return (
    <Alert className={classes.error} color="red" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
      <Group justify="space-between">
        {errorText(error)}
        <Button size="xs" variant="default" onClick={onRetry}>
          {t("error.retry")}
        </Button>
      </Group>
    </Alert>
  );
}
