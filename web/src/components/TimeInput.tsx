import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  /** "07:30", or "" */
  value: string;
  onChange: (time: string) => void;
}

/** "7", "7:5", "730" and "07.30" are times, too. null: none. */
export function timeOf(typed: string): string | null {
  const text = typed.trim();
  if (text === "") return "";
  const found = /^(\d{1,2})(?:[:.,h ]?(\d{1,2}))?$/.exec(text) ?? /^(\d)(\d{2})$/.exec(text);
  const [hours, minutes] = [Number(found?.[1] ?? NaN), Number(found?.[2] ?? 0)];
  if (!(hours < 24 && minutes < 60)) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** A time of day, typed, in 24 hours whatever the language of the browser is; the browser's own field follows that one. */
export function TimeInput({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = () => {
    if (typed === null) return;
    setTyped(null);
    // What is no time is not taken: what stood there stands again.
    const time = timeOf(typed);
    if (time !== null && time !== value) onChange(time);
  };
  return (
    <TextInput
      inputMode="numeric"
      placeholder="--:--"
      maxLength={5}
      autoComplete="off"
      {...rest}
      value={typed ?? value}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        // A whole time counts at once, so that it is not lost when the form is sent by a key.
        if (/^\d{2}:\d{2}$/.test(text) && timeOf(text) !== null) onChange(text);
      }}
      onBlur={leave}
    />
  );
}
