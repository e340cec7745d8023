import { Combobox, Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import classes from "./SearchDialog.module.css";

interface Props {
  value: string;
  icon: Icon;
  title: string;
  subtitle?: string | null;
}

export function FoundOption({ value, icon: Icon, title, subtitle }: Props) {
  return (
    <Combobox.Option value={value} className={classes.option}>
      <Icon size={18} stroke={1.6} aria-hidden style={{ flex: "none" }} />
      <span className={classes.words}>
        <Text span display="block" fw={500} truncate>
          {title}
        </Text>
        {subtitle && (
          <Text span display="block" size="xs" truncate>
            {subtitle}
          </Text>
        )}
      </span>
    </Combobox.Option>
  );
}
