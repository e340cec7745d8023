import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactPolicy } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import classes from "../Contacts.module.css";
import { contactPolicyQuery } from "../queries";
import { type Draft, draftOf, isSame, shippedDraft } from "./draft";
import { HoursCard } from "./HoursCard";
import { LimitsCard } from "./LimitsCard";
import { MatrixCard } from "./MatrixCard";
import { SaveDialog } from "./SaveDialog";
import { Versions } from "./Versions";

/** How customers may be contacted: what law and company say, how often, when. */
export function ContactPolicyPage() {
  const { t } = useTranslation("contact-policy");
  const may = useMay();
  const query = useQuery(contactPolicyQuery);
  return (
    <>
      <AnchorLink to="/contacts" size="sm">
        {t("back")}
      </AnchorLink>
      <PageTitle title={t("title")} subtitle={t("subtitle")} />
      {!may("approve") && (
        <Text c="dimmed" mb="md">
          {t("read_only")}
        </Text>
      )}
      <Loaded query={query} skeleton={<Skeleton h={480} radius="md" />}>
        {(policy) => <Policy policy={policy} isLocked={!may("approve")} />}
      </Loaded>
    </>
  );
}

function Policy({ policy, isLocked }: { policy: ContactPolicy; isLocked: boolean }) {
  const { t } = useTranslation("contact-policy");
  const settled = draftOf(policy);
  // With the edition it was made of: what somebody else saves meanwhile must not be overwritten unseen.
  const [edited, setEdited] = useState<{ draft: Draft; etag: string } | null>(null);
  const [saving, setSaving] = useState(false);
  const draft = edited?.draft ?? settled;
  const set = (next: Draft) => setEdited((before) => ({ draft: next, etag: before?.etag ?? policy.etag }));
  const isChanged = !isSame(policy, draft, settled);
  const usual = shippedDraft(policy);
  return (
    <Stack gap="md">
      <MatrixCard policy={policy} draft={draft} isLocked={isLocked} onChange={set} />
      <LimitsCard limits={draft.limits} isLocked={isLocked} onChange={(limits) => set({ ...draft, limits })} />
      <HoursCard hours={draft.hours} holidays={policy.holidays} isLocked={isLocked} onChange={(hours) => set({ ...draft, hours })} />
      {!isLocked && !isSame(policy, draft, usual) && (
        <Group>
          <Button variant="subtle" onClick={() => set(usual)}>
            {t("reset")}
          </Button>
        </Group>
      )}
      <Versions policy={policy} />
      {isChanged && !isLocked && (
        <Group component="section" className={classes.bar} gap="sm" aria-label={t("unsaved")}>
          <Text fw={600} role="status">
            {t("unsaved")}
          </Text>
          <Button onClick={() => setSaving(true)}>{t("save")}</Button>
          <Button variant="subtle" color="gray" onClick={() => setEdited(null)}>
            {t("discard")}
          </Button>
        </Group>
      )}
      {saving && edited && (
        <SaveDialog
          policy={policy}
          draft={draft}
          etag={edited.etag}
          onSaved={() => setEdited(null)}
          onLate={(etag) => setEdited((before) => before && { ...before, etag })}
          onClose={() => setSaving(false)}
        />
      )}
    </Stack>
  );
}
