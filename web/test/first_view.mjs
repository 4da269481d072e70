// node first_view.mjs ADMIN_URL [TIMES]
// How long the first view takes, in milliseconds: from an address typed into a browser that has
// nothing of the page yet until everything it asks for is drawn. Each time with an empty cache; the
// median, the longest, and what each request took in the last. The size of the script, compressed.
import { launch, openPage, settled } from "./support/browser.mjs";

const kTimesDefault = 9;

const address = process.argv[2];
const times = Number(process.argv[3] ?? kTimesDefault);
if (!address || !(times > 0)) {
  console.error("usage: node first_view.mjs ADMIN_URL [TIMES]");
  process.exit(2);
}

const ends = [];
const browser = await launch({ after: (end) => ends.unshift(end) });
try {
  // A browser that was just started is not what is measured.
  await (await openPage(browser, address)).page.goto("about:blank");
  const taken = [];
  let requests = [];
  for (let i = 0; i < times; i += 1) {
    const { page } = await openPage(browser, address);
    const beganMs = performance.now();
    await page.goto(address);
    await settled(page);
    taken.push(Math.round(performance.now() - beganMs));
    requests = await page.evaluate(() =>
      performance.getEntriesByType("resource").map((entry) => ({
        name: entry.name.replace(location.origin, "").slice(0, 80),
        began: Math.round(entry.startTime),
        took: Math.round(entry.duration),
        bytes: entry.encodedBodySize,
      })),
    );
    await page.context().close();
  }
  taken.sort((one, other) => one - other);
  console.table(requests);
  const script = requests.filter((request) => request.name.endsWith(".js"));
  console.log(`script, compressed: ${script.reduce((sum, one) => sum + one.bytes, 0)} bytes`);
  console.log(`first view: ${taken[taken.length >> 1]} ms, at most ${taken.at(-1)} ms`);
} finally {
  for (const end of ends) await end();
}
