// What the page shows is what `overt report` says, whatever it is asked about.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { launch, openPage, settled } from "./support/browser.mjs";
import { overt, serve, simulatedData, temporaryFolder } from "./support/overt.mjs";

const kPageOfReport = {
  trends: "overview",
  commands: "commands",
  failures: "commands",
  durations: "commands",
  unfinished: "commands",
  versions: "versions",
  "release-guard": "versions",
  "upgrade-lag": "versions",
  options: "options",
  activity: "environments",
  environments: "environments",
  retention: "retention",
  quality: "quality",
};

// The newest version that simulatedData() knows of its time.
function newestOf(versions) {
  const column = versions.columns.findIndex(({ name }) => name === "version");
  return versions.rows.at(-1)[column];
}

function panelOf(page, report) {
  return page.locator(`section[data-report="${report}"]`).first();
}

// All rows of a panel's table, as texts.
async function tableOf(panel) {
  const toTable = panel.getByRole("button", { name: "Table", exact: true });
  if ((await toTable.count()) > 0) await toTable.click();
  const more = panel.getByRole("button", { name: /^Show all/ });
  if ((await more.count()) > 0) await more.click();
  const rows = await panel.locator("tbody tr").all();
  return Promise.all(rows.map((row) => row.locator("td").allInnerTexts()));
}

// The numbers in a text, in their order: what a unit or a language puts around them says nothing.
function digitsOf(text) {
  return text.replaceAll(",", "").match(/\d+(\.\d+)?/g) ?? [];
}

// A tie is rounded as browsers do, by the digits that a number is written with.
const oneDigit = new Intl.NumberFormat("en-GB", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const percent = (share) => oneDigit.format(share * 100);

// What the digits of a cell must be; undefined where the page rounds as it likes.
function expectedDigits(cell, kind) {
  if (cell === null) return [];
  if (kind === "count" || kind === "days") return [String(cell)];
  if (kind === "share" && cell.share === null) return ["0"];
  if (kind === "share") return [cell.share, cell.low, cell.high].map(percent).concat(`${cell.of}`);
  return undefined;
}

function assertSameNumbers(rows, report, where) {
  assert.equal(rows.length, report.rows.length, where);
  const columns = report.columns.map((column, index) => ({ ...column, index }));
  const shown = columns.filter((column) => column.name !== "app");
  rows.forEach((texts, number) => {
    shown.forEach((column, place) => {
      const cell = report.rows[number][column.index];
      const text = texts[place];
      if (column.kind === "text") assert.equal(text, cell, where);
      const digits = expectedDigits(cell, column.kind);
      if (digits !== undefined) assert.deepEqual(digitsOf(text), digits, `${where}: ${text}`);
    });
  });
}

test("the page and overt report", async (t) => {
  const { data, contract, tool } = simulatedData(temporaryFolder(t));
  const { admin } = await serve(t, "--contract", contract, "--data", data);
  const report = (name, format, ...filters) =>
    overt("report", name, "--format", format, "--server", admin, "--app", tool, ...filters);
  const browser = await launch(t);

  await t.test("every table has the numbers of its report", async () => {
    const { page, faults } = await openPage(browser, admin);
    for (const [name, view] of Object.entries(kPageOfReport)) {
      await page.goto(`${admin}?view=${view}&tool=${tool}&since=30d&per=week`);
      await settled(page);
      const expected = JSON.parse(report(name, "json", "--since", "30d", "--per", "week"));
      assertSameNumbers(await tableOf(panelOf(page, name)), expected, name);
    }
    assert.deepEqual(faults, []);
  });

  await t.test("the tiles are the summary of this time and of the one before", async () => {
    const { page } = await openPage(browser, admin);
    await page.goto(`${admin}?tool=${tool}&since=14d`);
    await settled(page);
    await page.waitForFunction(() => document.querySelectorAll(".tile .delta").length >= 2);
    const rowOf = (...time) => JSON.parse(report("summary", "json", ...time)).rows[0];
    const [, runs, projects, failed] = rowOf("--since", "14d");
    const [, runsBefore, projectsBefore, failedBefore] = rowOf("--since", "29d", "--until", "14d");
    const tiles = await page.locator(".tile").allInnerTexts();
    assert.ok(tiles[0].includes(projects.toLocaleString("en-GB")), tiles[0]);
    assert.ok(tiles[0].includes(`before: ${projectsBefore.toLocaleString("en-GB")}`), tiles[0]);
    assert.ok(tiles[1].includes(runs.toLocaleString("en-GB")), tiles[1]);
    assert.ok(tiles[1].includes(`before: ${runsBefore.toLocaleString("en-GB")}`), tiles[1]);
    assert.ok(tiles[2].includes(percent(failed.share)), tiles[2]);
    assert.ok(tiles[2].includes(`before: ${percent(failedBefore.share)}`), tiles[2]);
  });

  await t.test("filters are in the address, and an address shows what it says", async () => {
    const { page } = await openPage(browser, admin);
    await page.goto(`${admin}?tool=${tool}&view=failures`);
    await page.getByRole("link", { name: "Commands", exact: true }).click();
    await page.getByLabel("Period").selectOption("90d");
    await page.getByLabel("Where").selectOption("ci");
    await page.getByLabel("Command", { exact: true }).selectOption("werf build");
    const version = newestOf(JSON.parse(report("versions", "json", "--since", "90d")));
    await page.getByLabel("Version", { exact: true }).selectOption(version);
    await settled(page);
    const address = page.url();
    for (const part of ["view=commands", "since=90d", "where=ci", "command=werf+build"]) {
      assert.ok(address.includes(part), address);
    }

    const { page: other } = await openPage(browser, admin);
    await other.goto(address);
    await settled(other);
    const filters = ["--since", "90d", "--where", "ci", "--command", "werf build"];
    const expected = JSON.parse(report("failures", "json", ...filters, "--version", version));
    assert.equal(expected.rows.length, 1);
    assertSameNumbers(await tableOf(panelOf(other, "failures")), expected, address);

    await page.goBack();
    await settled(page);
    assert.equal(await page.getByLabel("Version", { exact: true }).inputValue(), "");
  });

  await t.test("the CSV is the file that overt report writes", async () => {
    const { page, faults } = await openPage(browser, admin);
    for (const [name, view] of Object.entries(kPageOfReport)) {
      await page.goto(`${admin}?view=${view}&tool=${tool}&since=30d&per=day&where=local`);
      await settled(page);
      const button = panelOf(page, name).getByRole("button", { name: /as CSV$/ });
      const expected = report(name, "csv", "--since", "30d", "--per", "day", "--where", "local");
      if (expected.split("\r\n").length === 2) {
        assert.equal(await button.count(), 0, name);
        continue;
      }
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      assert.equal(download.suggestedFilename(), `${name}.csv`);
      assert.equal(readFileSync(await download.path(), "utf8"), expected, name);
    }
    assert.deepEqual(faults, []);
  });
});
