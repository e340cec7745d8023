import { expect, heading, test } from "./instand";

const CODE = new Set(["document", "script", "stylesheet"]);
const COMPRESSED_FROM = 1_024;

test("the first page is small and Today is usable at once", async ({ signedIn }) => {
  await (await signedIn("demo")).close();
  // A browser that has never seen the page.
  const page = await signedIn("demo");
  const begin = Date.now();
  const loads: Promise<{ url: string; bytes: number; encoding: string | undefined }>[] = [];
  page.on("requestfinished", (request) => {
    if (!CODE.has(request.resourceType())) return;
    const size = async () => ({
      url: request.url(),
      bytes: (await request.sizes()).responseBodySize,
      encoding: (await (await request.response())?.allHeaders())?.["content-encoding"],
    });
    loads.push(size());
  });
  await page.goto("/", { waitUntil: "commit" });
  await heading(page).waitFor();
  await page.getByRole("button", { name: /^Nachweis für/ }).first().waitFor();
  const took = Date.now() - begin;

  const files = await Promise.all(loads);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`first page: ${(bytes / 1000).toFixed(0)} kB in ${files.length} files; Today usable after ${took} ms`);
  expect(files.filter((file) => file.bytes >= COMPRESSED_FROM && file.encoding !== "gzip")).toEqual([]);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(300_000);
  // The aim is 1 s; the machine that tests is slower than one that is sold to.
  expect(took).toBeLessThan(3_000);
});
