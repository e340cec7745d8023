import { Button, Group, Paper, Skeleton, Table, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiToken } from "../../api/contract";
import { useSession } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import classes from "./Account.module.css";
import { NewTokenDialog } from "./NewTokenDialog";
import { tokensQuery } from "./queries";
import { RevokeDialog } from "./RevokeDialog";

/** Keys for other programs. */
export function Tokens() {
  const { t } = useTranslation("account");
  const { today } = useSession();
  const format = useFormats();
  const query = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const until = (day: string | null) => {
    if (day === null) return t("tokens.unlimited");
    return day < today ? `${format.day(day)} (${t("tokens.expired")})` : format.day(day);
  };
  return (
    <Paper p="md" component="section">
      <Group justify="space-between" align="flex-start" mb="sm">
        <div>
          <Title order={2}>{t("tokens.title")}</Title>
          <Text size="sm" c="dimmed" maw={640}>
            {t("tokens.text")}
          </Text>
        </div>
        <Button variant="default" leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={() => setCreating(true)}>
          {t("tokens.new")}
        </Button>
      </Group>
      <Loaded query={query} skeleton={<Skeleton h={96} />}>
        {(tokens) =>
          tokens.length === 0 ? (
            <Text c="dimmed">{t("tokens.none")}</Text>
          ) : (
            <Table.ScrollContainer minWidth={700} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("tokens.title") } }}>
              <Table aria-label={t("tokens.title")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("tokens.name")}</Table.Th>
                    <Table.Th>{t("tokens.scopes")}</Table.Th>
                    <Table.Th>{t("tokens.created")}</Table.Th>
                    <Table.Th>{t("tokens.expires")}</Table.Th>
                    <Table.Th>{t("tokens.used")}</Table.Th>
                    <Table.Th>
                      <VisuallyHidden>{t("tokens.actions")}</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {tokens.map((token) => (
                    <Table.Tr key={token.id}>
                      <Table.Td fw={600}>{token.name}</Table.Td>
                      <Table.Td>{format.list(token.scopes.map((scope) => t(`permission.${scope}`)))}</Table.Td>
                      <Table.Td className={classes.nowrap}>{format.day(token.created_at)}</Table.Td>
                      <Table.Td className={classes.nowrap}>{until(token.expires_on)}</Table.Td>
                      <Table.Td className={classes.nowrap}>{token.last_used_at ? format.day(token.last_used_at) : t("tokens.never_used")}</Table.Td>
                      <Table.Td ta="right">
                        <Button
                          variant="subtle"
                          color="red"
                          size="compact-sm"
                          aria-label={t("tokens.revoke_label", { name: token.name })}
                          onClick={() => setRevoking(token)}
                        >
                          {t("tokens.revoke")}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
      {creating && <NewTokenDialog onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Paper>
  );
}
