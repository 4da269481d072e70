// Texts from outside that would like to be more than texts: nothing runs, nothing breaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, openPage, settled, tooWide } from "./support/browser.mjs";
import { asciiTexts, hostileContract, hostileLines, hostileTexts } from "./support/hostile.mjs";
import { serve, temporaryFolder, writeFile } from "./support/overt.mjs";

const kPages = ["overview", "commands", "versions", "options", "environments", "retention"];
const kMorePages = ["quality", "live", "collected"];
const kParameters = ["tool", "since", "per", "command", "version", "where", "view"];

async function send(ingest, lines) {
  const response = await fetch(`${ingest}v1/events?app=hostile`, {
    method: "POST",
    headers: { "Content-Type": "application/x-ndjson" },
    body: lines,
  });
  assert.deepEqual([response.status, await response.json()], [200, {}]);
}

// Until the store has what was sent.
async function loaded(admin, events) {
  for (;;) {
    const answer = await fetch(`${admin}v1/reports/summary`);
    const { coverage } = await answer.json();
    if (coverage.events === events) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// What only markup that was let in could have made.
function whatGotIn(page) {
  return page.evaluate(() => {
    const made = "iframe, object, embed, form[action], meta[http-equiv], base, math, animate";
    const elements = [...document.querySelectorAll(`main :is(${made}, script, style, img, link)`)];
    const links = [...document.querySelectorAll("a")].filter(
      (link) => !/^https?:$/.test(link.protocol),
    );
    return [...elements, ...links]
      .map((element) => element.outerHTML.slice(0, 200))
      .concat(window.ran ?? []);
  });
}

async function assertHarmless(page, where) {
  await settled(page);
  assert.deepEqual(await whatGotIn(page), [], where);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await tooWide(page), [], `${where}, ${width} px`);
  }
}

test("hostile texts", async (t) => {
  assert.equal(hostileTexts().length, 200);
  const folder = temporaryFolder(t);
  const contract = writeFile(folder, "hostile.toml", hostileContract());
  const { admin, ingest } = await serve(t, "--contract", contract, "--data", `${folder}/data`);
  await send(ingest, hostileLines());
  await loaded(admin, 400);
  const { page, faults } = await openPage(await launch(t), admin);

  await t.test("in every field of events", async () => {
    for (const view of [...kPages, ...kMorePages]) {
      for (const language of view === "collected" ? ["English", "Русский"] : ["English"]) {
        await page.goto(`${admin}?view=${view}&tool=hostile`);
        await settled(page);
        await page.locator(".choices select").last().selectOption({ label: language });
        const more = page.getByRole("button", { name: /^Show all/ });
        for (let left = await more.count(); left > 0; left -= 1) await more.first().click();
        await assertHarmless(page, `${view}, ${language}`);
      }
      await page.locator(".choices select").last().selectOption({ label: "English" });
    }
    assert.deepEqual(faults, []);
  });

  await t.test("are all of them shown as texts", async () => {
    await page.goto(`${admin}?view=options&tool=hostile`);
    await settled(page);
    await page.getByRole("button", { name: /^Show all/ }).click();
    const shown = await page.locator("tbody th").allInnerTexts();
    assert.deepEqual(new Set(shown.map((text) => text.trim())), new Set(asciiTexts()));
  });

  await t.test("in the address", async () => {
    const own = faults.length;
    for (const [index, text] of hostileTexts().entries()) {
      const name = kParameters[index % kParameters.length];
      if (index % 8 !== 0) continue;
      const others = name === "tool" ? {} : { tool: "hostile" };
      await page.goto(`${admin}?${new URLSearchParams({ ...others, [name]: text })}`);
      await settled(page);
      assert.deepEqual(await whatGotIn(page), [], `${name}=${text}`);
    }
    await assertHarmless(page, "the last of them");
    // A question that cannot be asked is answered 400, which the console tells.
    const others = faults.slice(own).filter((fault) => !/status of 400/.test(fault));
    assert.deepEqual(others, []);
  });
});
