import { expect, expectShown, heading, opportunities, test } from "./instand";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test("no page scrolls sideways on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", PHONE);
  const [one] = await opportunities(page);
  const paths = [
    "/",
    "/machines",
    "/machines?tab=map",
    `/machines/${one?.machine_id}`,
    `/machines/${one?.machine_id}?tab=history`,
    `/machines/${one?.machine_id}?tab=verdicts`,
    "/assessment",
    "/assessment/machines?figure=base.machines",
    "/triggers",
    "/triggers/contract-expiring",
    "/opportunities?view=board",
    "/opportunities?view=list",
    `/opportunities/${one?.id}`,
    "/imports",
    "/imports/batches/1",
    "/imports/sources",
    "/matches",
    "/account",
    "/account/people",
    "/account/audit",
  ];
  for (const path of paths) {
    await page.goto(path);
    await expect(heading(page)).toBeVisible();
    await expect(page.getByRole("status", { name: "Wird geladen" })).toHaveCount(0);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${path}`).toBeLessThanOrEqual(390);
  }
});

test("the navigation works on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", PHONE);
  await page.goto("/");
  await expectShown(page, /^Guten /);
  for (const name of ["Installierte Basis", "Pipeline", "Auslöser", "Importe"]) {
    await page.getByRole("button", { name: "Navigation öffnen" }).tap();
    await page.getByRole("dialog").getByRole("link", { name }).tap();
    await expectShown(page, name);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
