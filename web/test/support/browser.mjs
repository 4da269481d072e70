// Debian's Chromium, and pages in it that note everything that goes wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const kAxe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Closed at the end of the test `t`. Chromium has no sandbox for root.
export async function launch(t) {
  const browser = await chromium.launch({
    executablePath: process.env.OVERT_CHROMIUM ?? "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });
  t.after(() => browser.close());
  return browser;
}

// A page of `origin`. `faults` gets a line for each error in the console, each error that nobody
// caught, each dialog, and each request that leaves `origin`.
export async function openPage(browser, origin, options = {}) {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`not caught: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(origin) && !address.startsWith("blob:")) {
      faults.push(`request: ${address}`);
    }
  });
  return { page, faults };
}

// Until everything that the page asked for is there.
export async function settled(page) {
  await page.waitForFunction(() => {
    const isAsking = document.querySelector('.loading, [aria-busy="true"]') !== null;
    return !isAsking && document.querySelector("main h1") !== null;
  });
}

// Charts are drawn for a new width some frames after the page has it.
const kFramesMax = 120;

// What sticks out of the page to the right, and stays so.
export async function tooWide(page) {
  let found = await isTooWide(page);
  for (let frame = 0; found.length > 0 && frame < kFramesMax; frame += 1) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    found = await isTooWide(page);
  }
  return found;
}

function isTooWide(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("main *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .filter((element) => element.closest(".table-scroll, nav, pre") === null)
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

// What axe finds in the page that is serious, one line each.
export async function seriousViolations(page) {
  await page.evaluate(kAxe);
  const { violations } = await page.evaluate(() =>
    axe.run(document, { resultTypes: ["violations"] }),
  );
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map(
      (one) =>
        `${one.id}: ${one.nodes
          .map((node) => `${node.target} ${node.failureSummary}`)
          .slice(0, 3)
          .join("; ")}`,
    );
}
