import { Badge, Button, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Account } from "../../api/contract";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import { LANGUAGE_NAMES } from "../../i18n/names";
import classes from "./Account.module.css";
import { useUnlock } from "./useUnlock";

interface Props {
  accounts: Account[];
  onEdit: (account: Account) => void;
}

export function PeopleTable({ accounts, onEdit }: Props) {
  const { t } = useTranslation("account");
  const { t: shell } = useTranslation("shell");
  const format = useFormats();
  const { account: own } = useSession();
  const unlock = useUnlock();
  return (
    <Table.ScrollContainer
      minWidth={820}
      className={classes.table}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("people.title") } }}
    >
      <Table highlightOnHover aria-label={t("people.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("people.name")}</Table.Th>
            <Table.Th>{t("people.login")}</Table.Th>
            <Table.Th>{t("people.role")}</Table.Th>
            <Table.Th>{t("people.language")}</Table.Th>
            <Table.Th>{t("people.last_sign_in")}</Table.Th>
            <Table.Th>{t("people.state")}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t("people.edit")}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {accounts.map((account) => (
            <Table.Tr key={account.id} c={account.active ? undefined : "dimmed"}>
              <Table.Td fw={600}>
                {account.name}
                {account.id === own.id && (
                  <Text span c="dimmed" fw={400}>
                    {" "}
                    ({t("people.you")})
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{account.login}</Table.Td>
              <Table.Td title={t(`role.${account.role}`)}>{shell(`role.${account.role}`)}</Table.Td>
              <Table.Td>{LANGUAGE_NAMES[account.language]}</Table.Td>
              <Table.Td className={classes.nowrap}>{account.last_sign_in ? format.instant(account.last_sign_in) : t("people.never")}</Table.Td>
              <Table.Td>
                <Group gap={6}>
                  <Badge variant="light" color={account.active ? "teal" : "gray"} radius="sm" tt="none" fw={500}>
                    {t(account.active ? "people.active" : "people.inactive")}
                  </Badge>
                  {account.locked && (
                    <Badge variant="light" color="red" radius="sm" tt="none" fw={500} title={t("people.locked_hint")}>
                      {t("people.locked")}
                    </Badge>
                  )}
                </Group>
              </Table.Td>
              <Table.Td ta="right" className={classes.nowrap}>
                {account.locked && account.active && (
                  <Button
                    variant="light"
                    size="compact-sm"
                    aria-label={t("people.unlock_label", { name: account.name })}
                    loading={unlock.isPending && unlock.variables.id === account.id}
                    onClick={() => unlock.mutate(account)}
                  >
                    {t("people.unlock")}
                  </Button>
                )}
                <Button variant="subtle" size="compact-sm" aria-label={t("people.edit_label", { name: account.name })} onClick={() => onEdit(account)}>
                  {t("people.edit")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
