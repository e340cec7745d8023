import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Role } from "../../api/contract";
import { ROLES } from "./queries";

interface Props {
  value: Role;
  disabled?: boolean;
  onChange: (role: Role) => void;
}

/** The sentence below says what the chosen role may do. */
export function RoleSelect({ value, disabled, onChange }: Props) {
  const { t } = useTranslation("account");
  const { t: shell } = useTranslation("shell");
  return (
    <Select
      label={t("people.role")}
      description={t(`role.${value}`)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      allowDeselect={false}
      disabled={disabled}
      data={ROLES.map((role) => ({ value: role, label: shell(`role.${role}`) }))}
      value={value}
      onChange={(chosen) => {
        const role = ROLES.find((item) => item === chosen);
        if (role) onChange(role);
      }}
    />
  );
}
