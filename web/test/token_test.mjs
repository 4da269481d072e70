// A collector with a token: the page asks for it, and nobody else keeps it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, openPage, seriousViolations, settled } from "./support/browser.mjs";
import { serve, temporaryFolder, writeFile } from "./support/overt.mjs";

const kToken = "0123456789abcdef-of-a-test";

test("the page asks for the token and keeps it in its tab", async (t) => {
  const folder = temporaryFolder(t);
  const contract = `${process.env.OVERT_CONTRACTS}/git.toml`;
  const token = writeFile(folder, "token", kToken);
  const given = ["--contract", contract, "--data", `${folder}/data`, "--admin-token-file", token];
  const { admin } = await serve(t, ...given);
  const browser = await launch(t);
  const { page, faults } = await openPage(browser, admin);
  await page.goto(`${admin}?view=collected&tool=git`);

  const input = page.getByLabel("Token");
  await input.waitFor();
  assert.deepEqual(await seriousViolations(page), []);
  await input.fill("not the token");
  await page.keyboard.press("Enter");
  await page.getByText("That is not the token.").waitFor();
  await input.fill(kToken);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Telemetry of git" }).waitFor();

  await page.reload();
  await page.getByRole("heading", { name: "Telemetry of git" }).waitFor();
  assert.ok(!page.url().includes(kToken));
  assert.deepEqual(await page.context().cookies(), []);
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!kept.includes(kToken));
  // The console tells of each 401, and of nothing else.
  assert.deepEqual(
    faults.filter((fault) => !/status of 401/.test(fault)),
    [],
  );

  const { page: other } = await openPage(browser, admin);
  await other.goto(admin);
  await other.getByLabel("Token").waitFor();
});

test("a page without answers says why", async (t) => {
  const folder = temporaryFolder(t);
  const contract = `${process.env.OVERT_CONTRACTS}/git.toml`;
  const { admin } = await serve(t, "--contract", contract, "--data", `${folder}/data`);
  const { page } = await openPage(await launch(t), admin);
  await page.goto(`${admin}?tool=git`);
  await settled(page);
  await page.getByText("No events in this time").waitFor();
  assert.deepEqual(await seriousViolations(page), []);

  await page.goto(`${admin}?tool=git&since=soon`);
  await settled(page);
  await page.getByText("The collector could not answer").first().waitFor();
  assert.match(await page.locator("main").innerText(), /since/);

  await page.goto(`${admin}?tool=other`);
  await settled(page);
  await page.getByText("No tool of the name “other”").waitFor();

  await page.goto(`${admin}?tool=git`);
  await settled(page);
  await page.route("**/v1/**", (route) => route.abort());
  await page.getByRole("button", { name: "Ask again" }).click();
  await page.getByText("The collector cannot be reached.").first().waitFor();
  await page.unroute("**/v1/**");
  await page.getByRole("button", { name: "Try again" }).first().click();
  await page.getByText("No events in this time").waitFor();
});

test("what is chosen is kept at once, and nothing else is", async (t) => {
  const folder = temporaryFolder(t);
  const contract = `${process.env.OVERT_CONTRACTS}/git.toml`;
  const { admin } = await serve(t, "--contract", contract, "--data", `${folder}/data`);
  const { page } = await openPage(await launch(t), admin);
  await page.goto(`${admin}?view=collected&tool=git`);
  await settled(page);
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), {});

  // Before the page is drawn anew: who chooses may be gone by then.
  const kept = await page.evaluate(() => {
    for (const value of ["ru", "dark"]) {
      const select = document.querySelector(`select:has(option[value="${value}"])`);
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return { ...localStorage };
  });
  assert.deepEqual(kept, { "overt-language": "ru", "overt-theme": "dark" });
  await page.reload();
  await settled(page);
  assert.equal(await page.locator("html").getAttribute("lang"), "ru");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
});

test("everything can be reached by keyboard", async (t) => {
  const folder = temporaryFolder(t);
  const contract = `${process.env.OVERT_CONTRACTS}/git.toml`;
  const { admin } = await serve(t, "--contract", contract, "--data", `${folder}/data`);
  const { page } = await openPage(await launch(t), admin);
  await page.goto(`${admin}?tool=git`);
  await settled(page);
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => document.activeElement.textContent);
  assert.equal(focused, "Skip to the content");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.match(page.url(), /view=commands/);
});
