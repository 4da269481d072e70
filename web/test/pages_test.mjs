// Every page, in both themes, wide and narrow, on months of a made-up tool.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, openPage, seriousViolations, settled, tooWide } from "./support/browser.mjs";
import { serve, simulatedData, temporaryFolder } from "./support/overt.mjs";

const kPages = [
  "overview",
  "commands",
  "versions",
  "options",
  "environments",
  "retention",
  "quality",
  "live",
  "collected",
];
// What has to be asked for to be there.
const kMore = { options: "&option=dev" };
const kThemes = ["light", "dark"];
const kWidths = [1440, 390];

const kScriptBytesMax = 200_000;

test("every page stands in both themes, wide and narrow", async (t) => {
  const { data, contract, tool } = simulatedData(temporaryFolder(t));
  const { admin } = await serve(t, "--contract", contract, "--data", data);
  const { page, faults } = await openPage(await launch(t), admin);
  const beganMs = Date.now();
  await page.goto(admin);
  await settled(page);
  t.diagnostic(`the first view was there after ${Date.now() - beganMs} ms`);
  for (const name of kPages) {
    await page.goto(`${admin}?view=${name}&tool=${tool}${kMore[name] ?? ""}`);
    await settled(page);
    for (const theme of kThemes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const width of kWidths) {
        const where = `${name}, ${theme}, ${width} px`;
        await page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await tooWide(page), [], where);
        // Colours are the same at every width: narrow, one theme tells the rest.
        if (width !== kWidths[0] && theme !== kThemes[0]) continue;
        assert.deepEqual(await seriousViolations(page), [], where);
      }
    }
    assert.ok((await page.locator("main").innerText()).length > 200, name);
  }
  assert.deepEqual(faults, []);
});

test("the script is small", (t) => {
  const assets = join(process.env.OVERT_DASHBOARD, "assets");
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(assets, name))).length);
  const sum = bytes.reduce((one, other) => one + other, 0);
  t.diagnostic(`${sum} bytes of script, compressed, of ${statSync(join(assets, scripts[0])).size}`);
  assert.ok(sum < kScriptBytesMax, `${sum} bytes`);
});
