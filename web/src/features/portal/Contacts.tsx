import { Alert, Button, Group, Paper, Skeleton, Text, Title } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../api/contract";
import { useMay } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { ContactItem } from "./ContactItem";
import { InviteDialog } from "./InviteDialog";
import classes from "./Portal.module.css";
import { contactsQuery } from "./queries";

/** The contacts of a customer who may sign in to the portal, and inviting another. */
export function Contacts({ customer }: { customer: NonNullable<MachineFile["customer"]> }) {
  const { t } = useTranslation("portal-staff");
  const may = useMay();
  const query = useQuery(contactsQuery(customer.id));
  const [inviting, setInviting] = useState(false);
  const name = customer.name ?? customer.number ?? t("contacts.customer");
  return (
    <Paper p="md" component="section" aria-labelledby="portal-contacts">
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={2} id="portal-contacts">
            {t("contacts.title", { customer: name })}
          </Title>
          <Text size="sm" c="dimmed" maw="44rem">
            {t("contacts.hint", { count: customer.machines })}
          </Text>
        </div>
        {may("work_all") && query.data?.can_invite && (
          <Button leftSection={<IconUserPlus size={18} stroke={1.7} aria-hidden />} onClick={() => setInviting(true)}>
            {t("contacts.invite")}
          </Button>
        )}
      </Group>
      <Loaded query={query} skeleton={<Skeleton h={96} />}>
        {({ items, can_invite: can }) => (
          <>
            {!can && (
              <Alert variant="light" color="amber" mb="sm" title={t("contacts.cannot")}>
                <Text size="sm">{t("contacts.cannot_hint")}</Text>
              </Alert>
            )}
            {items.length === 0 ? (
              <Text c="dimmed">{t("contacts.none")}</Text>
            ) : (
              <ul className={classes.list} aria-labelledby="portal-contacts">
                {items.map((contact) => (
                  <ContactItem key={contact.id} contact={contact} canInvite={can} />
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
      {inviting && <InviteDialog customer={customer.id} name={name} onClose={() => setInviting(false)} />}
    </Paper>
  );
}
