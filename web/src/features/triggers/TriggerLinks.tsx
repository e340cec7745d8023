import { Text } from "@mantine/core";
import { useWords } from "../../api/catalogue";
import { AnchorLink } from "../../components/AnchorLink";

interface Props {
  label: string;
  /** Ids of triggers. */
  triggers: readonly string[];
}

/** Other triggers that belong to this one, by their titles. */
export function TriggerLinks({ label, triggers }: Props) {
  const words = useWords();
  if (triggers.length === 0) return null;
  return (
    <Text size="sm" mt="sm">
      {label}{" "}
      {triggers.map((id, at) => (
        <span key={id}>
          {at > 0 && ", "}
          <AnchorLink inherit to="/triggers/$id" params={{ id }}>
            {words.triggerTitle(id)}
          </AnchorLink>
        </span>
      ))}
    </Text>
  );
}
