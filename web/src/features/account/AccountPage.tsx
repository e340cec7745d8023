import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/session";
import { PageTitle } from "../../components/PageTitle";
import { AccountNav } from "./AccountNav";
import { PasswordForm } from "./PasswordForm";
import { ProfileForm } from "./ProfileForm";
import { Tokens } from "./Tokens";

export function AccountPage() {
  const { t } = useTranslation("account");
  const { t: shell } = useTranslation("shell");
  const { account } = useSession();
  return (
    <>
      <AccountNav />
      <PageTitle title={t("settings.title")} subtitle={t("settings.signed_in", { login: account.login, role: shell(`role.${account.role}`) })} />
      <Stack gap="md" maw={1080}>
        <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
          <ProfileForm />
          <PasswordForm />
        </SimpleGrid>
        <Tokens />
      </Stack>
    </>
  );
}
