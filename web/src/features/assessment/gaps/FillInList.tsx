import { Button, Group, Text } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../../api/client";
import { useMay } from "../../../api/session";

/** The list that asks the persons responsible for what is missing. */
export function FillInList() {
  const { t } = useTranslation("assessment");
  const may = useMay();
  if (!may("export")) return null;
  return (
    <Group px="md" pb="sm" gap="sm" data-screen-only>
      <Button
        component="a"
        href={apiUrl("/fill-in.xlsx")}
        download
        variant="default"
        leftSection={<IconFileSpreadsheet size={16} stroke={1.6} aria-hidden />}
      >
        {t("gaps.fill_in")}
      </Button>
      <Text size="sm" c="dimmed" flex="1 1 16rem">
        {t("gaps.fill_in_text")}
      </Text>
    </Group>
  );
}
