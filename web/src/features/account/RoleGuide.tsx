import { Paper, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Account.module.css";
import { ROLES } from "./queries";

/** Each role in a sentence. */
export function RoleGuide() {
  const { t } = useTranslation("account");
  const { t: shell } = useTranslation("shell");
  return (
    <Paper p="md" component="section">
      <Title order={2} size="h3" mb="xs">
        {t("people.roles")}
      </Title>
      <dl className={classes.roles}>
        {ROLES.map((role) => (
          <div key={role} style={{ display: "contents" }}>
            <dt>{shell(`role.${role}`)}</dt>
            <dd>{t(`role.${role}`)}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}
