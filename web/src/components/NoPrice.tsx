import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Where nothing that is counted has a price: "0 €" would read as if it were worth nothing. */
export function NoPrice() {
  const { t } = useTranslation("components");
  return (
    <Text span c="dimmed" inherit style={{ whiteSpace: "nowrap" }}>
      {t("value.no_price")}
    </Text>
  );
}
