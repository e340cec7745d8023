import { Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import classes from "./Policy.module.css";
import type { WeightName } from "./weights";

interface Props {
  name: WeightName;
  value: number;
  disabled: boolean;
  onChange: (value: number) => void;
  /** The slider is let go. */
  onRest: () => void;
}

/** One weight: what it means, its share, and the slider. */
export function WeightSlider({ name, value, disabled, onChange, onRest }: Props) {
  const { t } = useTranslation("policy");
  const format = useFormats();
  const share = format.percent(value / 100, 1);
  return (
    <div>
      <div className={classes.weight}>
        <Text span fw={600}>
          {t(`weights.${name}`)}
        </Text>
        <Text span fw={600}>
          {share}
        </Text>
      </div>
      <Text size="sm" c="dimmed" mb={4}>
        {t(`weights.${name}_hint`)}
      </Text>
      <Slider
        min={0}
        max={100}
        step={1}
        label={null}
        disabled={disabled}
        thumbLabel={t(`weights.${name}`)}
        thumbValueText={share}
        value={value}
        onChange={onChange}
        onChangeEnd={onRest}
      />
    </div>
  );
}
