// How Vite builds the dashboard; build.mjs adds where to.
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname ?? new URL(".", import.meta.url).pathname,
  // Below whatever path a proxy shows it.
  base: "./",
  publicDir: false,
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2020",
    cssTarget: "chrome123",
    modulePreload: false,
    // A file of its own for each thing: no `data:` in the policy of the page.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    reportCompressedSize: false,
  },
  server: { proxy: { "/v1": "http://127.0.0.1:4319" } },
});
