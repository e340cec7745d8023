import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";

/** The machine, or the customer with all its machines. */
export function SuppressionSubject({ row }: { row: SuppressionRow }) {
  const { t } = useTranslation("held");
  if (row.machine_id !== null) {
    return (
      <>
        <AnchorLink to="/machines/$id" params={{ id: row.machine_id }} fw={600}>
          {row.serial_number ?? t("subject.gone_machine")}
        </AnchorLink>
        <Text size="xs" c="dimmed">
          {t("subject.machine")}
        </Text>
      </>
    );
  }
  return (
    <>
      <AnchorLink to="/machines" search={{ customer: row.customer_id ?? undefined }} fw={600}>
        {row.customer_name ?? t("subject.gone_customer")}
      </AnchorLink>
      <Text size="xs" c="dimmed">
        {t("subject.customer")}
      </Text>
    </>
  );
}
