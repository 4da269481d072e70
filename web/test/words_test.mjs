// Every text in every language, and what numbers and Markdown look like. No browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { overt, serve, temporaryFolder } from "./support/overt.mjs";
import { source } from "./support/source.mjs";

const { kWords, counted, fill } = await source("words/words.ts");

// "pages.overview" and the text of it, for each.
function textsOf(words, path = "") {
  if (typeof words === "string") return [[path, words]];
  return Object.entries(words).flatMap(([key, part]) => textsOf(part, `${path}.${key}`));
}

const placesIn = (text) => (text.match(/\{\d\}/g) ?? []).sort();

test("each language has every text, with the same places in it", () => {
  const isForm = ([path]) => path.startsWith(".counts.");
  const english = textsOf(kWords.en).filter((text) => !isForm(text));
  const russian = new Map(textsOf(kWords.ru));
  for (const [path, text] of english) {
    const other = russian.get(path);
    assert.ok(other !== undefined && other.trim() !== "", path);
    assert.deepEqual(placesIn(other), placesIn(text), path);
  }
  assert.equal(textsOf(kWords.ru).filter((text) => !isForm(text)).length, english.length);
});

test("what is Russian is in Russian", () => {
  const same = new Set(["overt", "CI", "CSV", "p50", "p90", "p99"]);
  for (const [path, text] of textsOf(kWords.ru)) {
    const hasWords = /\p{L}{2}/u.test(text);
    assert.ok(!hasWords || /[а-яё]/i.test(text) || same.has(text), `${path}: ${text}`);
  }
});

test("every report of the catalogue is told in Russian", async (t) => {
  const contract = `${process.env.OVERT_CONTRACTS}/git.toml`;
  const { admin } = await serve(t, "--contract", contract, "--data", `${temporaryFolder(t)}/data`);
  const { reports } = await (await fetch(`${admin}v1/reports`)).json();
  const { kRussianReports } = await source("words/ru_reports.ts");
  assert.deepEqual(Object.keys(kRussianReports).sort(), reports.map(({ name }) => name).sort());
  for (const { name, rules } of reports) {
    assert.ok(kRussianReports[name].question.endsWith("?"), name);
    // A name of a column that the rules speak of is one in every language.
    const names = (text) => new Set(text.match(/`\w+`/g) ?? []);
    for (const column of names(kRussianReports[name].rules)) {
      assert.ok(rules.includes(column), `${name}: ${column}`);
    }
  }
});

test("every column of a report has a title in every language", async (t) => {
  const contract = `${process.env.OVERT_CONTRACTS}/git.toml`;
  const { admin } = await serve(t, "--contract", contract, "--data", `${temporaryFolder(t)}/data`);
  const lines = overt("report", "--format", "json", "--server", admin).trim().split("\n");
  const columns = lines.flatMap((line) => JSON.parse(line).columns.map(({ name }) => name));
  for (const language of ["en", "ru"]) {
    const missing = columns.filter((name) => !Object.hasOwn(kWords[language].columns, name));
    assert.deepEqual([...new Set(missing)], [], language);
  }
});

test("a number has the form that its language gives it", () => {
  const runs = (language, count) =>
    counted(language, kWords[language].counts.runs, count, `${count}`);
  assert.deepEqual(
    [1, 2].map((n) => runs("en", n)),
    ["1 run", "2 runs"],
  );
  assert.deepEqual(
    [1, 2, 5, 11, 21, 22].map((n) => runs("ru", n)),
    ["1 запуск", "2 запуска", "5 запусков", "11 запусков", "21 запуск", "22 запуска"],
  );
  assert.equal(fill("{0} of {1} {2}", "a", "{0}"), "a of {0} {2}");
});

test("durations have three digits and a unit", async () => {
  const { formatsOf } = await source("format.ts");
  const { duration, percent, period } = formatsOf("en");
  const shown = [0, 999, 1000, 10_827, 61_000, 3_600_000].map((ms) =>
    duration(ms).replace("\u202f", " "),
  );
  assert.deepEqual(shown, ["0 ms", "999 ms", "1 s", "10.8 s", "1.02 min", "1 h"]);
  assert.equal(percent(0.123).replace("\u202f", " "), "12.3 %");
  assert.equal(period("2026-11-02", "day"), "2 Nov");
  assert.equal(formatsOf("ru").percent(0.123).replace("\u202f", " "), "12,3 %");
});

test("what cannot be seen is shown", async () => {
  const { visible } = await source("format.ts");
  assert.equal(visible("a\u202Eb\u200Bc\u0000"), "a‹U+202E›b‹U+200B›c‹U+0000›");
  assert.equal(visible("Привет, 世界 👋"), "Привет, 世界 👋");
});

test("a telemetry page is read whole", async () => {
  const { parseMarkdown, parseInline } = await source("parts/markdown_blocks.ts");
  const docs = join(process.env.OVERT_CONTRACTS, "../docs/telemetry");
  for (const name of ["git.en.md", "git.ru.md", "werf.en.md", "werf.ru.md"]) {
    const blocks = parseMarkdown(readFileSync(join(docs, name), "utf8"));
    const kinds = new Set(blocks.map((block) => block.kind));
    assert.deepEqual([...kinds].sort(), [
      "code",
      "folded",
      "heading",
      "list",
      "paragraph",
      "table",
    ]);
    const flat = (all) => all.flatMap((one) => (one.kind === "folded" ? flat(one.blocks) : [one]));
    const texts = flat(blocks)
      .filter((block) => block.kind === "paragraph")
      .flatMap((block) => parseInline(block.text))
      .filter((part) => part.kind === "text");
    const left = texts.filter(({ text }) => /\*\*|^\||<\/?details|&#|\\[_*]/.test(text));
    assert.deepEqual(left, [], name);
  }
});

test("an address says a view, and a view its address", async () => {
  const { viewOf, searchOf, grainOf, periodBefore, kDefaultView } = await source("address.ts");
  assert.deepEqual(viewOf(""), kDefaultView);
  assert.deepEqual(viewOf("?view=nowhere&where=moon&per=hour"), kDefaultView);
  const search =
    "?view=commands&tool=git&since=90d&per=month&command=git+commit&version=1.0&where=ci";
  assert.equal(searchOf(viewOf(search)), search);
  assert.equal(searchOf(kDefaultView), "?");
  const grains = ["7d", "8w", "365d", "12h", "soon"].map((since) =>
    grainOf({ ...kDefaultView, since }),
  );
  assert.deepEqual(grains, ["day", "week", "month", "day", "day"]);
  assert.deepEqual(periodBefore("30d"), { since: "61d", until: "30d" });
  assert.deepEqual(periodBefore("2w"), { since: "29d", until: "2w" });
  assert.equal(periodBefore("12h"), undefined);
});
