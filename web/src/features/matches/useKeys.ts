import { useEffect, useRef } from "react";

export interface Actions {
  same: () => void;
  different: () => void;
  later: () => void;
  undo: () => void;
  step: (by: 1 | -1) => void;
}

const WRITING = 'textarea, select, [contenteditable="true"], [role="combobox"], input:not([type="checkbox"], [type="radio"])';
/** What has an own use for the arrow keys. */
const ARROWS = 'input[type="radio"], [role="radiogroup"], [role="tab"], [role="menu"]';

function meaningOf(event: KeyboardEvent, { same, different, later, undo, step }: Actions): (() => void) | undefined {
  const target = event.target instanceof Element ? event.target : null;
  const inList = target?.closest("[data-queue]") !== null && target !== null;
  const arrows = target?.closest(ARROWS) ? null : { left: "ArrowLeft", right: "ArrowRight", up: inList ? "ArrowUp" : null, down: inList ? "ArrowDown" : null };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "j" || key === arrows?.right || key === arrows?.down) return () => step(1);
  if (key === "k" || key === arrows?.left || key === arrows?.up) return () => step(-1);
  // A key held down must not decide on pairs that nobody has looked at.
  if (event.repeat) return undefined;
  return { s: same, n: different, l: later, u: undo }[key];
}

/** One key for each step of the work, unless something is being typed or a dialog is open. */
export function useKeys(actions: Actions, on: boolean): void {
  const newest = useRef(actions);
  useEffect(() => {
    newest.current = actions;
  });
  useEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(WRITING)) return;
      if (document.querySelector('[role="dialog"], [role="listbox"], [role="menu"]')) return;
      const meaning = meaningOf(event, newest.current);
      if (!meaning) return;
      event.preventDefault();
      meaning();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on]);
}
