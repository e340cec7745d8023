import { Badge } from "@mantine/core";
import { IconBolt, IconHelp } from "@tabler/icons-react";
import { useWords } from "../api/catalogue";
import { BadgeLink } from "./BadgeLink";

interface Props {
  trigger: string;
  /** unknown: the trigger cannot be answered for want of facts */
  verdict?: "fires" | "unknown";
  /** Links to the trigger's page; off inside rows that are links themselves. */
  linked?: boolean;
}

export function TriggerBadge({ trigger, verdict = "fires", linked = false }: Props) {
  const title = useWords().triggerTitle(trigger);
  const Icon = verdict === "fires" ? IconBolt : IconHelp;
  const look = {
    variant: "light",
    color: verdict === "fires" ? "petrol" : "gray",
    radius: "sm",
    tt: "none",
    fw: 500,
    leftSection: <Icon size={12} stroke={2} aria-hidden />,
  } as const;
  return linked ? (
    <BadgeLink {...look} to="/triggers/$id" params={{ id: trigger }}>
      {title}
    </BadgeLink>
  ) : (
    <Badge {...look}>{title}</Badge>
  );
}
