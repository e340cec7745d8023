import { Group, Radio } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UploadColumn } from "../../api/contract";
import type { DateOrder, Decimal } from "./decisions";

interface Props {
  column: UploadColumn;
  of: "date_order" | "decimal";
  value: DateOrder | Decimal | undefined;
  onChoose: (value: { date_order: DateOrder } | { decimal: Decimal }) => void;
}

const ORDERS = ["dmy", "mdy", "ymd"] as const;
const DECIMALS = ["comma", "point"] as const;

/** 03/04/27 may be April or March, 1.234 a thousand or a bit more than one: only a person knows. */
export function NotationChoice({ column, of, value, onChoose }: Props) {
  const { t } = useTranslation("imports");
  const items = of === "date_order" ? ORDERS : DECIMALS;
  const choose = (chosen: string) => {
    const order = ORDERS.find((item) => item === chosen);
    const decimal = DECIMALS.find((item) => item === chosen);
    if (order) onChoose({ date_order: order });
    else if (decimal) onChoose({ decimal });
  };
  return (
    <Radio.Group
      size="sm"
      label={t(`column.${of}`)}
      aria-label={t(`column.${of}_of`, { letter: column.letter })}
      value={value ?? null}
      onChange={(chosen) => choose(String(chosen))}
    >
      <Group gap="md" mt={4}>
        {items.map((item) => (
          <Radio key={item} size="xs" value={item} label={t(`column.${item}`)} />
        ))}
      </Group>
    </Radio.Group>
  );
}
