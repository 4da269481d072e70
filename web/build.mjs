// node build.mjs FOLDER FILE.cc
// Builds the dashboard into FOLDER, and writes what came of it, compressed, as the list that
// src/collector/embedded_files.h declares. The same sources give the same bytes.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import config from "./vite.config.mjs";

const kContentTypes = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

// Octal escapes: unlike hexadecimal ones they end by themselves.
function cppString(bytes) {
  const lines = [];
  for (let begin = 0; begin < bytes.length; begin += 32) {
    const escaped = Array.from(bytes.subarray(begin, begin + 32), (byte) => {
      return "\\" + byte.toString(8).padStart(3, "0");
    });
    lines.push(`       "${escaped.join("")}"`);
  }
  return lines.join("\n");
}

function entry(path, bytes) {
  const contentType = kContentTypes[path.split(".").pop()];
  if (contentType === undefined) throw new Error(`${path}: a kind of file that is not known`);
  const compressed = gzipSync(bytes, { level: 9 });
  const served = path === "index.html" ? "/" : `/${path}`;
  return `      {"${served}", "${contentType}",
       std::string_view(
${cppString(compressed)},
       ${compressed.length})},
`;
}

function embedded(folder) {
  const names = [
    "index.html",
    ...readdirSync(join(folder, "assets"))
      .sort()
      .map((name) => `assets/${name}`),
  ];
  const entries = names.map((name) => entry(name, readFileSync(join(folder, name))));
  return `// Made by web/build.mjs.
#include "collector/embedded_files.h"

namespace overt {

std::vector<EmbeddedFile> embedded_dashboard() {
  return {
${entries.join("")}  };
}

}  // namespace overt
`;
}

const [folder, file] = process.argv.slice(2);
if (file === undefined) {
  console.error("node build.mjs FOLDER FILE.cc");
  process.exit(2);
}
const outDir = resolve(folder);
await build({
  ...config,
  configFile: false,
  logLevel: "warn",
  build: { ...config.build, outDir },
});
writeFileSync(file, embedded(outDir));
