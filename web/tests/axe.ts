import axe, { type Result } from "axe-core";
import { expect, type Page } from "./instand";

async function violations(page: Page): Promise<string[]> {
  // A script tag would be refused by the content policy; evaluation by the debugger is not.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const injected = (window as unknown as { axe: typeof axe }).axe;
    return (await injected.run(document, { resultTypes: ["violations"] })).violations;
  });
  return found.map(({ id, help, nodes }: Result) => {
    const places = nodes.slice(0, 5).map(({ target, failureSummary }) => `  ${target.join(" ")}: ${failureSummary ?? ""}`);
    return [`${id}: ${help} (${nodes.length})`, ...places].join("\n");
  });
}

/** Colours fade from one scheme to the other; halfway they have no contrast. */
async function atRest(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
}

/** Nothing that keeps a person from using the page, in light and in dark. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(atRest);
    expect.soft(await violations(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
}
