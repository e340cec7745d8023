import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

/** A number that is typed: the filter follows when the typing rests; a filter changed elsewhere shows in the field. */
export function useTypedNumber(kept: string | undefined, onRest: (text: string | undefined) => void) {
  const [typed, setTyped] = useState<string | number>(kept ?? "");
  const [seen, setSeen] = useState(kept);
  if (seen !== kept) {
    setSeen(kept);
    setTyped(kept ?? "");
  }
  const rest = useDebouncedCallback((value: string | number) => onRest(value === "" ? undefined : String(value)), 400);
  return {
    value: typed,
    onChange: (value: string | number) => {
      setTyped(value);
      rest(value);
    },
  };
}
