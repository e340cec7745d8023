import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from "react";
import classes from "./parts.module.css";

interface Words {
  label: string;
  /** What to write, or what it is for. */
  hint?: string;
  /** What is wrong with what was written. */
  wrong?: string | null;
}

interface Names {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function Labelled({ label, hint, wrong, children }: Words & { children: (names: Names) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className={classes.hint}>
          {hint}
        </p>
      )}
      {children({ id, "aria-describedby": described === "" ? undefined : described, "aria-invalid": wrong ? true : undefined })}
      {wrong && (
        <p id={`${id}-wrong`} className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, wrong, ...rest }: Words & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(names) => <input {...rest} {...names} className={classes.input} />}
    </Labelled>
  );
}

export function TextArea({ label, hint, wrong, ...rest }: Words & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(names) => <textarea rows={5} {...rest} {...names} className={classes.input} />}
    </Labelled>
  );
}

interface Choice {
  value: string;
  label: string;
  lang?: string;
}

export function Choose({ label, hint, wrong, choices, ...rest }: Words & { choices: readonly Choice[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(names) => (
        <select {...rest} {...names} className={classes.input}>
          {choices.map(({ value, label: words, lang }) => (
            <option key={value} value={value} lang={lang}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

interface RadioProps {
  label: string;
  name: string;
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}

/** One of few, all seen at once. */
export function Radios({ label, name, value, choices, onChange }: RadioProps) {
  return (
    <fieldset className={classes.radios}>
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={classes.radio}>
          <input type="radio" name={name} value={choice.value} checked={value === choice.value} onChange={() => onChange(choice.value)} />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
