// node first_view.mjs ADMIN_URL [TIMES]
// How long the first view takes, in milliseconds, from an address typed into a browser that has
// nothing of the page yet: until all that a screen of 1440×900 shows has its numbers, and until all
// of the page has. Each time with an empty cache; the median and the longest: of days that were asked
// for a moment ago, whose answers the collector has in memory, and of others, each time one less,
// whose answers it has not. What each request took in the last. The first time of all, when it has
// read nothing of the store, is told apart. The size of the script, compressed.
import { launch, openPage, settled } from "./support/browser.mjs";

const kTimesDefault = 9;

const kDays = 30;

const address = process.argv[2];
const times = Number(process.argv[3] ?? kTimesDefault);
if (!address || !(times > 0)) {
  console.error("usage: node first_view.mjs ADMIN_URL [TIMES]");
  process.exit(2);
}

// How often it is looked whether the page is there. To look at every frame would have the browser
// draw each, which costs it more than the page.
const kLookMs = 10;

// Until nothing on the screen waits for its numbers.
async function painted(page) {
  const isPainted = () => {
    const isSeen = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    };
    const waiting = [...document.querySelectorAll('.loading, [aria-busy="true"]')];
    return document.querySelector(".tile .value") !== null && !waiting.some(isSeen);
  };
  await page.waitForFunction(isPainted, undefined, { polling: kLookMs });
}

async function firstView(browser, days) {
  const { page } = await openPage(browser, address);
  const beganMs = performance.now();
  await page.goto(`${address}/?since=${days}d`, { waitUntil: "commit" });
  await painted(page);
  const screenMs = Math.round(performance.now() - beganMs);
  await settled(page);
  const pageMs = Math.round(performance.now() - beganMs);
  const requests = await page.evaluate(() =>
    performance.getEntriesByType("resource").map((entry) => ({
      name: entry.name.replace(location.origin, "").slice(0, 80),
      began: Math.round(entry.startTime),
      took: Math.round(entry.duration),
      bytes: entry.encodedBodySize,
    })),
  );
  await page.context().close();
  return { screenMs, pageMs, requests };
}

function middleAndMost(taken) {
  taken.sort((one, other) => one - other);
  return `${taken[taken.length >> 1]} ms, at most ${taken.at(-1)} ms`;
}

const ends = [];
const browser = await launch({ after: (end) => ends.unshift(end) });
try {
  // A browser that was just started is not what is measured.
  await (await openPage(browser, address)).page.goto("about:blank");
  const first = await firstView(browser, kDays);
  const known = [];
  for (let i = 0; i < times; i += 1) known.push(await firstView(browser, kDays));
  const unknown = [];
  for (let i = 1; i <= times; i += 1) unknown.push(await firstView(browser, kDays - i));
  const { requests } = unknown.at(-1);
  console.table(requests);
  const script = requests.filter((request) => request.name.endsWith(".js"));
  console.log(`script, compressed: ${script.reduce((sum, one) => sum + one.bytes, 0)} bytes`);
  console.log(`the first of all: screen ${first.screenMs} ms, page ${first.pageMs} ms`);
  for (const [name, views] of Object.entries({
    "asked before": known,
    "not asked before": unknown,
  })) {
    console.log(`${name}, screen: ${middleAndMost(views.map((view) => view.screenMs))}`);
    console.log(`${name}, page: ${middleAndMost(views.map((view) => view.pageMs))}`);
  }
} finally {
  for (const end of ends) await end();
}
