const MOUNTED_MS = 120;

/** A moved card is mounted anew in its new column. The focus that was in it goes along instead of getting lost. */
export function focusCard(id: string): void {
  window.setTimeout(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost) document.querySelector<HTMLElement>(`[data-steps-of="${CSS.escape(id)}"]`)?.focus();
  }, MOUNTED_MS);
}
