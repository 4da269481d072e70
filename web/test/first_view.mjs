// node first_view.mjs ADMIN_URL [TIMES]
// How long the first view takes, in milliseconds, from an address typed into a browser that has
// nothing of the page yet: until all that a screen of 1440×900 shows has its numbers, and until all
// of the page has. Each time with an empty cache; the median and the longest, and what each request
// took in the last. The first time of all, when the collector may have no answer in memory, is told
// apart. The size of the script, compressed.
import { launch, openPage, settled } from "./support/browser.mjs";

const kTimesDefault = 9;

const address = process.argv[2];
const times = Number(process.argv[3] ?? kTimesDefault);
if (!address || !(times > 0)) {
  console.error("usage: node first_view.mjs ADMIN_URL [TIMES]");
  process.exit(2);
}

// Until nothing on the screen waits for its numbers.
async function painted(page) {
  await page.waitForFunction(() => {
    const isSeen = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    };
    const waiting = [...document.querySelectorAll('.loading, [aria-busy="true"]')];
    return document.querySelector(".tile .value") !== null && !waiting.some(isSeen);
  });
}

async function firstView(browser) {
  const { page } = await openPage(browser, address);
  const beganMs = performance.now();
  await page.goto(address, { waitUntil: "commit" });
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
  const views = [];
  for (let i = 0; i <= times; i += 1) views.push(await firstView(browser));
  const [first, ...others] = views;
  const { requests } = others.at(-1);
  console.table(requests);
  const script = requests.filter((request) => request.name.endsWith(".js"));
  console.log(`script, compressed: ${script.reduce((sum, one) => sum + one.bytes, 0)} bytes`);
  console.log(`the first of all: screen ${first.screenMs} ms, page ${first.pageMs} ms`);
  console.log(`screen: ${middleAndMost(others.map((view) => view.screenMs))}`);
  console.log(`page: ${middleAndMost(others.map((view) => view.pageMs))}`);
} finally {
  for (const end of ends) await end();
}
