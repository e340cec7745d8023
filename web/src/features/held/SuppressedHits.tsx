import type { ReactNode } from "react";
import type { SuppressionRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";

interface Props {
  row: SuppressionRow;
  children: ReactNode;
}

/** To the hits that a suppression holds back: those of its reason, of its customer where it is said of one. */
export function SuppressedHits({ row, children }: Props) {
  return (
    <AnchorLink inherit to="/opportunities/held" search={{ reason: row.reason, customer: row.customer_id ?? undefined }}>
      {children}
    </AnchorLink>
  );
}
