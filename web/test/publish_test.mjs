// The public page of a made-up tool's month, opened as a file and below a path of a server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, openPage, seriousViolations, tooWide } from "./support/browser.mjs";
import { overt, serve, simulatedData, temporaryFolder } from "./support/overt.mjs";

const kGroup = "20";

// The last two months that have ended, of data that reach so far back.
const kDays = 95;

function monthsAgo(count) {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 1))
    .toISOString()
    .slice(0, 7);
}

// The folder of a site with both months.
function published(t) {
  const folder = temporaryFolder(t);
  const { data, tool } = simulatedData(folder, kDays);
  const site = join(folder, "site");
  for (const month of [monthsAgo(2), monthsAgo(1)]) {
    overt("publish", site, "--app", tool, "--data", data, "--k", kGroup, "--month", month);
  }
  return { site, tool, data };
}

// A server that knows files of a folder below /usage/, as those of static pages do.
async function serveFolder(t, folder) {
  const types = { html: "text/html", css: "text/css", json: "application/json" };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname.replace("/usage/", "/");
    try {
      const bytes = readFileSync(join(folder, path === "/" ? "index.html" : path));
      const type = types[path.split(".").pop()] ?? (path === "/" ? "text/html" : "text/plain");
      response.writeHead(200, { "content-type": type });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/usage/`;
}

// Wider than the screen of a phone.
const kLongName = "a".repeat(64);

// The page, as soon as it is wider than what it is seen in, and each of its tables.
function scrollsSideways(page) {
  return page.evaluate((name) => {
    const heading = document.querySelector("h1");
    const text = heading.textContent;
    heading.textContent = name;
    const wide = document.documentElement.scrollWidth === innerWidth ? [] : ["the page"];
    heading.textContent = text;
    const tables = [...document.querySelectorAll(".table")];
    return wide.concat(
      tables
        .filter((table) => table.scrollWidth > table.clientWidth)
        .map((table) => table.getAttribute("aria-label")),
    );
  }, kLongName);
}

test("the public page stands as a file and below a path, in both themes, wide and narrow", async (t) => {
  const { site, tool } = published(t);
  const browser = await launch(t);
  const newest = JSON.parse(readFileSync(join(site, "data", `${monthsAgo(1)}.json`), "utf8"));
  const all = newest.tables[0].rows[0];
  assert.ok(all.projects >= Number(kGroup), "the made-up tool has enough projects");
  const file = `${pathToFileURL(site).href}/`;
  for (const origin of [file, await serveFolder(t, site)]) {
    const { page, faults } = await openPage(browser, origin);
    for (const name of ["index.html", "index.ru.html", `${monthsAgo(2)}.html`]) {
      await page.goto(origin + name);
      assert.match(await page.locator("h1").innerText(), new RegExp(tool));
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 });
          const where = `${origin}${name}, ${colorScheme}, ${width} px`;
          assert.deepEqual(await scrollsSideways(page), [], where);
          assert.deepEqual(await tooWide(page), [], where);
        }
        if (origin !== file) assert.deepEqual(await seriousViolations(page), []);
      }
    }
    await page.goto(`${origin}index.html`);
    const styled = await page.evaluate(() => getComputedStyle(document.body).margin);
    assert.equal(styled, "0px", "its style was let in");
    const lead = await page.locator(".lead").innerText();
    assert.ok(lead.includes(all.projects.toLocaleString("en")), lead);
    assert.equal(await page.locator("#commands tbody tr").count(), newest.tables[1].rows.length);
    await page.getByRole("link", { name: "По-русски" }).click();
    assert.match(page.url(), /index\.ru\.html$/);
    assert.deepEqual(faults, []);
  }
});

test("a collector that runs publishes the same", async (t) => {
  const { site, tool, data } = published(t);
  const { admin } = await serve(
    t,
    "--data",
    data,
    "--contract",
    join(process.env.OVERT_CONTRACTS, "werf.toml"),
  );
  const other = join(temporaryFolder(t), "site");
  const month = monthsAgo(1);
  overt(
    "publish",
    other,
    "--app",
    tool,
    "--server",
    admin.slice(0, -1),
    "--k",
    kGroup,
    "--month",
    month,
  );
  for (const ending of ["json", "csv"]) {
    const name = join("data", `${month}.${ending}`);
    assert.equal(readFileSync(join(other, name), "utf8"), readFileSync(join(site, name), "utf8"));
  }
});
