import { Input, NumberInput, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Assumptions } from "../../../api/contract";

type Value = Assumptions["start_weights"];

interface Props {
  label: string;
  description: string | undefined;
  value: Value;
  onChange: (value: Value) => void;
}

const PARTS = ["potential", "ready", "known", "reached"] as const;

/** How many points each part of the score gives. */
export function Weights({ label, description, value, onChange }: Props) {
  const { t } = useTranslation("assessment");
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs" mt={6}>
        {PARTS.map((part) => (
          <NumberInput
            key={part}
            size="xs"
            label={t(`start.part_${part}`)}
            required
            withAsterisk={false}
            min={0}
            max={1000}
            value={value[part]}
            onChange={(points) => typeof points === "number" && onChange({ ...value, [part]: points })}
          />
        ))}
      </SimpleGrid>
    </Input.Wrapper>
  );
}
