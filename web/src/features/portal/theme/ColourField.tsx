import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isColour } from "../../../portal/look/colours";
import classes from "../Portal.module.css";

interface Props {
  label: string;
  hint: string;
  value: string;
  wrong: string | undefined;
  locked: boolean;
  onChange: (colour: string) => void;
}

/** A colour, picked in the browser's own way or written as #rrggbb. */
export function ColourField({ label, hint, value, wrong, locked, onChange }: Props) {
  const { t } = useTranslation("portal-staff");
  return (
    <div className={classes.colour}>
      <input type="color" className={classes.swatch} aria-label={t("theme.pick", { colour: label })} disabled={locked} value={isColour(value) ? value : "#000000"} onChange={(event) => onChange(event.currentTarget.value)} />
      <TextInput label={label} description={hint} inputWrapperOrder={["label", "input", "description", "error"]} spellCheck={false} maxLength={7} readOnly={locked} value={value} error={wrong} onChange={(event) => onChange(event.currentTarget.value.trim().toLowerCase())} />
    </div>
  );
}
