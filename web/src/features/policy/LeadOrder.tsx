import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import { useFormats } from "../../format/useFormats";
import { LeadRow } from "./LeadRow";
import classes from "./Policy.module.css";

interface Props {
  leads: readonly string[];
  takesAlong: Record<string, string[]>;
  isLocked: boolean;
  onOrder: (leads: string[]) => void;
  onTakeAlong: (lead: string, along: string[]) => void;
}

/** Campaigns in the order in which they lead, each with those it takes along. */
export function LeadOrder({ leads, takesAlong, isLocked, onOrder, onTakeAlong }: Props) {
  const { t } = useTranslation("policy");
  const format = useFormats();
  const { campaignLabel } = useWords();
  const [told, setTold] = useState("");
  const move = (from: number, to: number) => {
    const lead = leads[from];
    if (lead === undefined) return;
    onOrder(leads.toSpliced(from, 1).toSpliced(to, 0, lead));
    setTold(t("conversations.moved", { campaign: campaignLabel(lead), place: format.number(to + 1, 0) }));
  };
  return (
    <>
      <ol className={classes.leads} aria-labelledby="leads">
        {leads.map((lead, at) => (
          <LeadRow
            key={lead}
            lead={lead}
            others={leads.filter((other) => other !== lead)}
            along={takesAlong[lead] ?? []}
            isFirst={at === 0}
            isLast={at === leads.length - 1}
            isLocked={isLocked}
            onMove={(by) => move(at, at + by)}
            onTakeAlong={(along) => onTakeAlong(lead, along)}
          />
        ))}
      </ol>
      <VisuallyHidden role="status">{told}</VisuallyHidden>
    </>
  );
}
