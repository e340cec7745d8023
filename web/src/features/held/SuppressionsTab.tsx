import { Button, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBan } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { useMay, useSession } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { EndDialog } from "./EndDialog";
import { suppressionsQuery } from "./queries";
import { inOrder, isOver } from "./standing";
import { SuppressionCards } from "./SuppressionCards";
import { SuppressionTable } from "./SuppressionTable";

/** The register: those that hold first, then those to come, then what is over. */
export function SuppressionsTab() {
  const { t } = useTranslation("held");
  const may = useMay();
  const { today } = useSession();
  const phone = useMediaQuery("(max-width: 48em)");
  const query = useQuery(suppressionsQuery);
  const [ending, setEnding] = useState<SuppressionRow | null>(null);
  const Rows = phone ? SuppressionCards : SuppressionTable;
  const action = (row: SuppressionRow) =>
    may("work") &&
    !isOver(row, today) && (
      <Button size="compact-sm" variant="default" aria-label={t("end.open_label", { name: row.serial_number ?? row.customer_name ?? "" })} onClick={() => setEnding(row)}>
        {t("end.open")}
      </Button>
    );
  return (
    <>
      <Loaded query={query} skeleton={<Skeleton h={240} />}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon={IconBan} title={t("empty.suppressions")}>
              {t("empty.suppressions_text")}
            </EmptyState>
          ) : (
            <Rows rows={inOrder(rows, today)} action={action} />
          )
        }
      </Loaded>
      {ending && <EndDialog row={ending} onClose={() => setEnding(null)} />}
    </>
  );
}
