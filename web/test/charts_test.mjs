// Charts without a mouse.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, openPage, settled } from "./support/browser.mjs";
import { overt, serve, simulatedData, temporaryFolder } from "./support/overt.mjs";

function boxOf(rect) {
  return rect.evaluate((one) => ({
    x: Number(one.getAttribute("x")),
    width: Number(one.getAttribute("width")),
  }));
}

test("arrow keys move the cursor of a chart, and what stands there is announced", async (t) => {
  const { data, contract, tool } = simulatedData(temporaryFolder(t));
  const { admin } = await serve(t, "--contract", contract, "--data", data);
  const { page, faults } = await openPage(await launch(t), admin);
  await page.goto(`${admin}?tool=${tool}&since=30d&per=week`);
  await settled(page);
  const time = ["--since", "30d", "--per", "week"];
  const report = JSON.parse(
    overt("report", "trends", "--format", "json", "--server", admin, "--app", tool, ...time),
  );
  const [all, inCi] = ["runs", "ci_runs"].map((column) =>
    report.columns.findIndex(({ name }) => name === column),
  );
  const runs = report.rows.map((row) => (row[all] - row[inCi]).toLocaleString("en-GB"));
  const panel = page.locator('section[data-report="trends"]').first();
  const chart = panel.locator("svg[tabindex]");
  const said = panel.locator('[aria-live="polite"]');
  const says = (text) =>
    page.waitForFunction(
      ([region, expected]) =>
        expected === "" ? region.textContent === "" : region.textContent.includes(expected),
      [panelRegion, text],
    );
  const panelRegion = await said.elementHandle();

  assert.equal(await said.textContent(), "", "it is there before it says anything");
  await chart.focus();
  for (const [key, index] of [
    ["ArrowRight", 0],
    ["ArrowRight", 1],
    ["ArrowLeft", 0],
    ["ArrowLeft", 0],
    ["End", runs.length - 1],
    ["ArrowRight", runs.length - 1],
    ["Home", 0],
  ]) {
    await page.keyboard.press(key);
    await says(`: ${runs[index]}`);
    const cursor = await boxOf(panel.locator(".cursor"));
    const columns = await panel.locator("rect.column").evaluateAll((all) => {
      return [...new Set(all.map((one) => Number(one.getAttribute("x"))))];
    });
    const under = columns.sort((one, other) => one - other)[index];
    assert.ok(cursor.x <= under && under < cursor.x + cursor.width, `${key}: ${under}`);
  }
  await page.keyboard.press("Escape");
  await says("");
  assert.equal(await panel.locator(".cursor").count(), 0);

  await chart.hover();
  await panel.locator(".readout").waitFor();
  assert.equal(await said.textContent(), "", "a mouse announces nothing");
  assert.deepEqual(faults, []);
});
