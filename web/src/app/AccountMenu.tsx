import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconHistory, IconLogout, IconSend, IconSettings, IconUsers, IconUsersGroup } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { useMay, useSession } from "../api/session";
import { MenuItemLink } from "../components/MenuItemLink";

export function AccountMenu() {
  const { t } = useTranslation("shell");
  const { account, version } = useSession();
  const may = useMay();
  const signOut = useMutation({
    mutationFn: () => api.delete("/session"),
    // A full load, so that nothing of this session stays in memory.
    onSuccess: () => window.location.assign("/sign-in"),
  });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar component="span" size={30} radius="xl" name={account.name} color="petrol" variant="filled" />
          <VisuallyHidden>{t("account.menu", { name: account.name })}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {account.name}
          </Text>
          <Text size="xs">{t(`role.${account.role}`)}</Text>
        </Menu.Label>
        <MenuItemLink to="/account" leftSection={<IconSettings size={16} stroke={1.6} />}>
          {t("account.settings")}
        </MenuItemLink>
        <MenuItemLink to="/outbox" leftSection={<IconSend size={16} stroke={1.6} />}>
          {t("account.outbox")}
        </MenuItemLink>
        {may("accounts") && (
          <MenuItemLink to="/account/people" leftSection={<IconUsers size={16} stroke={1.6} />}>
            {t("account.people")}
          </MenuItemLink>
        )}
        {may("work_all") && (
          <MenuItemLink to="/account/teams" leftSection={<IconUsersGroup size={16} stroke={1.6} />}>
            {t("account.teams")}
          </MenuItemLink>
        )}
        {may("audit") && (
          <MenuItemLink to="/account/audit" leftSection={<IconHistory size={16} stroke={1.6} />}>
            {t("account.audit")}
          </MenuItemLink>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => signOut.mutate()}>
          {t("account.sign_out")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label fz="xs">{t("account.version", { version })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
