import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { HeldHit } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { SourceLink } from "../../components/SourceLink";
import { useReasonText } from "./useReasonText";

/** Why a hit is held back, with the cell or the entry that says so. */
export function HeldReason({ held }: { held: HeldHit["held"] }) {
  const { t } = useTranslation("held");
  const { reason, note } = useReasonText()(held);
  return (
    <>
      {reason}
      {note !== null && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
      {held.source && (
        <div>
          <SourceLink place={held.source} />
        </div>
      )}
      {held.entry !== null && (
        <div>
          <AnchorLink size="xs" to="/opportunities/held" search={{ tab: "suppressions" }} hash={`suppression-${held.entry}`}>
            {t("to_entry")}
          </AnchorLink>
        </div>
      )}
    </>
  );
}
