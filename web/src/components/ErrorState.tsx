import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { EmptyState } from "./EmptyState";
import { errorText } from "./notifyError";

interface Props {
  error: unknown;
  onRetry?: () => void;
}

export function ErrorState({ error, onRetry }: Props) {
  const { t } = useTranslation("components");
  const status = error instanceof ApiError ? error.status : undefined;
  const title = status === 404 ? t("error.not_found") : status === 403 ? t("error.forbidden") : t("error.title");
  const retryable = onRetry && status !== 403 && status !== 404;
  return (
    <div role="alert">
      <EmptyState
        icon={IconAlertTriangle}
        title={title}
        action={
          retryable && (
            <Button variant="default" onClick={onRetry}>
              {t("error.retry")}
            </Button>
          )
        }
      >
        {errorText(error)}
      </EmptyState>
    </div>
  );
}
