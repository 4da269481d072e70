// The real program: runs it, and serves with it on ports of its own.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const kProgram = process.env.OVERT_PROGRAM ?? "";
const kContracts = process.env.OVERT_CONTRACTS ?? "";

// Past this it hangs, whatever the machine is busy with.
const kDeadlineMs = 60_000;

export function overt(...given) {
  return execFileSync(kProgram, given, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}

// A folder that is gone at the end of the test `t`.
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "overt-dashboard-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

// A data directory with so many days of a made-up werf, up to today, and the contract of it.
export function simulatedData(folder, days = 45) {
  const contract = join(kContracts, "werf.toml");
  const data = join(folder, "data");
  const synthetic = join(folder, "synthetic.toml");
  const time = ["--first-day", daysAgo(days - 1), "--days", String(days)];
  overt("simulate", "--contract", contract, "--store", data, ...time);
  overt("simulate", "--contract", contract, "--write-contract", synthetic);
  return { data, contract: synthetic, tool: "synthetic-werf" };
}

export function writeFile(folder, name, text) {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

// Serves until the end of the test: the addresses of both listeners, with a slash at their end.
export async function serve(t, ...given) {
  const listeners = ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
  const child = spawn(kProgram, ["serve", ...given, ...listeners], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  });
  let log = "";
  child.stderr.on("data", (bytes) => (log += bytes));
  const output = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`overt serve: ${log}`)), kDeadlineMs);
    let text = "";
    child.stdout.on("data", (bytes) => {
      text += bytes;
      if (!/admin on \S+\n/.test(text)) return;
      clearTimeout(timer);
      resolve(text);
    });
    child.once("exit", () => {
      clearTimeout(timer);
      reject(new Error(`overt serve ended: ${log}`));
    });
  });
  return {
    ingest: `${/ingest on (\S+)/.exec(output)[1]}/`,
    admin: `${/admin on (\S+)/.exec(output)[1]}/`,
  };
}
