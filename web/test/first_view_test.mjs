// What the overview asks for, and when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, openPage, settled } from "./support/browser.mjs";
import { serve, simulatedData, temporaryFolder } from "./support/overt.mjs";

// A report and the time that it is asked about: `before` for the time before.
function asked(address) {
  const { pathname, searchParams } = new URL(address);
  const name = pathname.split("/").pop();
  const of = searchParams.has("app") ? name : `${name} of all tools`;
  return searchParams.has("until") ? `${of} before` : of;
}

// Past this it hangs, whatever the machine is busy with.
const kDeadlineMs = 300_000;

// What is on the screen, and what is below it or only in menus.
const kShown = ["summary", "summary before", "trends"];
const kLater = ["commands", "summary of all tools", "versions"];

test("the overview asks once for all that it shows, before any answer, then for the rest", async (t) => {
  const { data, contract } = simulatedData(temporaryFolder(t));
  const { admin } = await serve(t, "--contract", contract, "--data", data);
  const { page, faults } = await openPage(await launch(t), admin);
  const requests = [];
  let answer;
  const mayAnswer = new Promise((resolve) => (answer = resolve));
  let wake = () => undefined;
  await page.route("**/v1/reports/**", async (route) => {
    requests.push(asked(route.request().url()));
    wake();
    await mayAnswer;
    await route.continue();
  });
  const until = async (names) => {
    while (!names.every((name) => requests.includes(name))) {
      await new Promise((resolve, reject) => {
        const hangs = setTimeout(
          () => reject(new Error(`only ${requests} were asked`)),
          kDeadlineMs,
        );
        wake = () => resolve(clearTimeout(hangs));
      });
    }
  };

  await page.goto(admin);
  await until(kShown);
  assert.equal(await page.locator(".panel h2").count(), 5, "frames stand before their numbers");
  assert.deepEqual([...requests].sort(), kShown, "nothing else is asked meanwhile");
  answer();
  await until(kLater);
  await settled(page);
  assert.deepEqual([...requests].sort(), [...kShown, ...kLater].sort(), "each of them once");
  assert.equal(await page.locator(".tile .value").count(), 4);
  assert.deepEqual(faults, []);
});

test("the page is there before it is known which tools have a contract", async (t) => {
  const { data, contract } = simulatedData(temporaryFolder(t));
  const { admin } = await serve(t, "--contract", contract, "--data", data);
  const { page } = await openPage(await launch(t), admin);
  let answer;
  const mayAnswer = new Promise((resolve) => (answer = resolve));
  await page.route("**/v1/contracts", async (route) => {
    await mayAnswer;
    await route.continue();
  });

  await page.goto(admin);
  await page.locator("main .loading").waitFor();
  assert.equal(await page.locator("main h1").innerText(), "Overview");
  assert.equal(await page.locator(".panel").count(), 0);
  answer();
  await settled(page);
  assert.equal(await page.locator(".panel h2").count(), 5);
});
