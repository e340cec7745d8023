import { Alert, Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { errorText } from "../../components/notifyError";
import { useTypeName } from "./useTypeName";

interface Props {
  url: string;
  onUrl: (url: string) => void;
  /** The types there are to choose. */
  all: readonly string[];
  types: readonly string[];
  onTypes: (types: string[]) => void;
  tried: boolean;
  error: unknown;
}

/** Where an endpoint listens and what it is told; and why the server does not take it. */
export function EndpointFields({ url, onUrl, all, types, onTypes, tried, error }: Props) {
  const { t } = useTranslation("webhooks");
  const typeName = useTypeName();
  return (
    <>
      <TextInput
        type="url"
        label={t("add.url")}
        description={t("add.url_hint")}
        placeholder="https://erp.example.com/instand"
        value={url}
        error={tried && url.trim() === "" ? t("add.needs_url") : undefined}
        onChange={(event) => onUrl(event.currentTarget.value)}
      />
      <Checkbox.Group label={t("add.types")} description={t("add.types_hint")} value={[...types]} onChange={(values) => onTypes(all.filter((type) => values.includes(type)))}>
        <Stack gap={6} mt="xs">
          {all.map((type) => (
            <Checkbox key={type} size="xs" value={type} label={typeName(type)} description={type} />
          ))}
        </Stack>
      </Checkbox.Group>
      {error !== null && <Refusal error={error} url={url} />}
    </>
  );
}

/** A destination nobody has allowed is an administrator's matter: the line to write is shown. */
export function Refusal({ error, url }: { error: unknown; url: string }) {
  const { t } = useTranslation("webhooks");
  if (error instanceof ApiError && error.problem.code === "destination_not_allowed") return <NotAllowed url={url} />;
  return (
    <Alert role="alert" color="red" variant="light">
      {errorText(error)}
      {error instanceof ApiError && error.problem.code === "name_taken" && <Text size="sm">{t("add.name_hint")}</Text>}
    </Alert>
  );
}

/** The line an administrator writes so that messages may go there. */
export function NotAllowed({ url }: { url: string }) {
  const { t } = useTranslation("webhooks");
  return (
    <Alert role="alert" color="amber" variant="light" icon={<IconLock size={20} aria-hidden />} title={t("not_allowed.title", { place: place(url) })}>
      <Text size="sm">{t("not_allowed.text")}</Text>
      <Text size="sm" ff="monospace" mt={6} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {`[outgoing]\nallow = ["${place(url)}"]`}
      </Text>
    </Alert>
  );
}

/** Host and port of an address, as they stand in the list of what is allowed. */
function place(url: string): string {
  try {
    const { hostname, port, protocol } = new URL(url.trim());
    return `${hostname}:${port !== "" ? port : protocol === "http:" ? "80" : "443"}`;
  } catch {
    return url;
  }
}
