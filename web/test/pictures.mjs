// node pictures.mjs FOLDER
// Makes the pictures of the documents: the dashboard on some months of a made-up werf. tools/pictures runs it.
import { join, resolve } from "node:path";
import { launch, openPage, settled } from "./support/browser.mjs";
import { serve, simulatedData, temporaryFolder } from "./support/overt.mjs";

const kPictures = [
  { file: "overview.png", view: "overview", since: "30d", theme: "light", height: 800 },
  { file: "versions.png", view: "versions", since: "90d", theme: "dark", height: 800 },
];
const kWidth = 1200;
const kDays = 100;

const folder = resolve(process.argv[2] ?? ".");
const ends = [];
const t = { after: (end) => ends.unshift(end) };
try {
  const { data, contract, tool } = simulatedData(temporaryFolder(t), kDays);
  const { admin } = await serve(t, "--contract", contract, "--data", data);
  const browser = await launch(t);
  for (const { file, view, since, theme, height } of kPictures) {
    const { page } = await openPage(browser, admin, {
      colorScheme: theme,
      viewport: { width: kWidth, height },
    });
    await page.goto(`${admin}?view=${view}&tool=${tool}&since=${since}`);
    await settled(page);
    await page.screenshot({ path: join(folder, file) });
  }
} finally {
  for (const end of ends) await end();
}
