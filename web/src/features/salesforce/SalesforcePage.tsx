import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SalesforceMapping } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { errorText } from "../../components/notifyError";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { type Draft, draftOf, without } from "./draft";
import { Findings } from "./Findings";
import { ObjectCard } from "./ObjectCard";
import { mappingQuery, useCheck, useSave } from "./queries";

const skeleton = (
  <Stack gap="md">
    <Skeleton h={60} />
    <Skeleton h={420} />
  </Stack>
);

/** Which of our fields goes to which of Salesforce's. */
export function SalesforcePage() {
  const { t } = useTranslation("salesforce");
  const query = useQuery(mappingQuery);
  return (
    <>
      <AnchorLink to="/outbox" size="sm">
        {t("back")}
      </AnchorLink>
      <PageTitle title={t("title")} subtitle={t("subtitle")} />
      <Loaded query={query} skeleton={skeleton}>
        {(mapping) => <Editor mapping={mapping} />}
      </Loaded>
    </>
  );
}

function Editor({ mapping }: { mapping: SalesforceMapping }) {
  const { t } = useTranslation("salesforce");
  const format = useFormats();
  // With the edition it was made of: what somebody else saves meanwhile must not be overwritten unseen.
  const [edited, setEdited] = useState<{ draft: Draft; etag: string } | null>(null);
  const [round, setRound] = useState(0);
  const check = useCheck();
  const restart = () => {
    setEdited(null);
    setRound((number) => number + 1);
  };
  const save = useSave(restart);
  const draft = edited?.draft ?? draftOf(mapping);
  const change = (next: Draft) => {
    setEdited((before) => ({ draft: next, etag: before?.etag ?? mapping.etag }));
    check.reset();
    save.reset();
  };
  const isOvertaken = edited !== null && edited.etag !== mapping.etag;
  const who = mapping.saved_by === null || mapping.saved_at === null ? t("of_settings") : t("saved_by", { person: mapping.saved_by, at: format.instant(mapping.saved_at) });
  const wrong = check.error ?? (isOvertaken ? null : save.error);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("place", { place: mapping.place, key: mapping.key_field })} {who}
      </Text>
      {mapping.problem !== null && (
        <Alert role="alert" color="amber" variant="light" title={t(mapping.org === null ? "no_answer" : "not_usable")}>
          {mapping.problem}
        </Alert>
      )}
      {mapping.objects.map((of) => (
        <ObjectCard key={`${of.noun} ${round} ${mapping.etag}`} of={of} draft={draft[of.noun]} org={mapping.org} onChange={(next) => change(next === null ? without(draft, of.noun) : { ...draft, [of.noun]: next })} />
      ))}
      {wrong !== null && (
        <Alert role="alert" color="red" variant="light" title={t("refused")}>
          {errorText(wrong)}
        </Alert>
      )}
      {isOvertaken && (
        <Alert role="alert" color="amber" variant="light" title={t("overtaken.title")}>
          <Text size="sm" mb="xs">
            {t("overtaken.text", { person: mapping.saved_by ?? "" })}
          </Text>
          <Button size="xs" variant="default" onClick={restart}>
            {t("overtaken.load")}
          </Button>
        </Alert>
      )}
      {check.data && <Findings checked={check.data} />}
      <Group gap="xs">
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate(draft)}>
          {t("check.button")}
        </Button>
        <Button disabled={edited === null || isOvertaken} loading={save.isPending} onClick={() => edited && save.mutate(edited)}>
          {t("save")}
        </Button>
        {edited !== null && (
          <>
            <Button variant="subtle" onClick={restart}>
              {t("discard")}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {t("unsaved")}
            </Text>
          </>
        )}
      </Group>
    </Stack>
  );
}
