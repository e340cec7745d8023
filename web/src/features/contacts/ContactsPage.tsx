import { Button, Group, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactRow, ContactsView } from "../../api/contract";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ContactDrawer } from "./ContactDrawer";
import { ContactList } from "./ContactList";
import { type Entering, EntryDialog } from "./EntryDialog";
import { contactsQuery } from "./queries";
import { SelectionBar } from "./SelectionBar";
import { useContactsSearch } from "./useContactsSearch";
import { useSelection } from "./useSelection";
import { WorkbookCard } from "./WorkbookCard";

/** Whom one may write to: every mail address, what its person agreed and objected to, and where it comes from. */
export function ContactsPage() {
  const { t } = useTranslation("contacts");
  const { search } = useContactsSearch();
  const query = useQuery(contactsQuery(search));
  return (
    <>
      <PageTitle
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <ButtonLink to="/contacts/policy" variant="default">
            {t("to_policy")}
          </ButtonLink>
        }
      />
      <Loaded query={query} skeleton={<Skeleton h={480} radius="md" />}>
        {(view) => <Contacts view={view} stale={query.isPlaceholderData} />}
      </Loaded>
    </>
  );
}

/** The register, and the dialogs that add to it. */
function Contacts({ view, stale }: { view: ContactsView; stale: boolean }) {
  const { t } = useTranslation("contacts");
  const may = useMay();
  const { search, open } = useContactsSearch();
  const { selected, select, clear } = useSelection();
  const [entering, setEntering] = useState<Entering | null>(null);
  const enters = may("contacts");
  const enter = enters ? (contacts: ContactRow[]) => setEntering({ contacts, topics: view.topics }) : null;
  return (
    <Stack gap="md">
      {enter && (
        <Group>
          <Button variant="default" onClick={() => enter([])}>
            {t("enter_new")}
          </Button>
        </Group>
      )}
      <ContactList view={view} stale={stale} selection={enters ? { selected, select } : null} />
      <WorkbookCard />
      {enter && selected.size > 0 && <SelectionBar count={selected.size} onEnter={() => enter([...selected.values()])} onClear={clear} />}
      {search.contact !== undefined && <ContactDrawer id={search.contact} onEnter={enter} onClose={() => open(undefined)} />}
      {entering && <EntryDialog {...entering} onEntered={clear} onClose={() => setEntering(null)} />}
    </Stack>
  );
}
