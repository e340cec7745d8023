import { Checkbox } from "@mantine/core";
import { useFormats } from "../../../format/useFormats";
import classes from "./FacetGroup.module.css";

interface Props {
  label: string;
  count: number;
  checked: boolean;
  onToggle: () => void;
}

export function FacetValue({ label, count, checked, onToggle }: Props) {
  const format = useFormats();
  return (
    <Checkbox
      size="xs"
      checked={checked}
      onChange={onToggle}
      classNames={{ root: classes.value, body: classes.body, labelWrapper: classes.wrapper, label: classes.label }}
      label={
        <>
          <span className={classes.name} title={label}>
            {label}
          </span>
          <span className={classes.count}>{format.number(count, 0)}</span>
        </>
      }
    />
  );
}
