import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "../../api/contract";
import { useMay } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { AccountDialog } from "./AccountDialog";
import { AccountNav } from "./AccountNav";
import { NewAccountDialog } from "./NewAccountDialog";
import { PeopleTable } from "./PeopleTable";
import { accountsQuery } from "./queries";
import { RoleGuide } from "./RoleGuide";

export function PeoplePage() {
  const { t } = useTranslation("account");
  const may = useMay();
  // Who comes by a link and may not is told so by the server, and is offered nothing.
  const looksAfter = may("accounts");
  const query = useQuery(accountsQuery);
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<Account | null>(null);
  // The dialog works on the newest state, so that saving again after a conflict carries the new etag.
  const edited = editing && (query.data?.find((account) => account.id === editing.id) ?? editing);
  return (
    <>
      <AccountNav />
      <PageTitle
        title={t("people.title")}
        subtitle={t("people.intro")}
        actions={
          looksAfter && (
            <Button leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={() => setCreating(true)}>
              {t("people.new")}
            </Button>
          )
        }
      />
      <Stack gap="lg">
        <Loaded query={query} skeleton={<Skeleton h={280} />}>
          {(accounts) => (accounts.length === 0 ? <Text c="dimmed">{t("people.none")}</Text> : <PeopleTable accounts={accounts} onEdit={setEditing} />)}
        </Loaded>
        {looksAfter && <RoleGuide />}
      </Stack>
      {creating && <NewAccountDialog onClose={() => setCreating(false)} />}
      {edited && <AccountDialog account={edited} onClose={() => setEditing(null)} />}
    </>
  );
}
