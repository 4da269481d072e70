// Asks the admin API. The token is kept for this tab alone, and sent with every request.
import { isObject } from "./report";

const kTokenKey = "overt-token";

// How long an answer is good enough: long enough for the panels of a page to share it, and for the
// collector to give one that it gave another visitor.
const kFreshMs = 30_000;

// Longer than a page takes from an answer to the questions that follow from it.
const kQuietMs = 50;

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: nothing was answered
    message: string,
  ) {
    super(message);
  }
}

export function token(): string {
  return sessionStorage.getItem(kTokenKey) ?? "";
}

export function setToken(value: string): void {
  sessionStorage.setItem(kTokenKey, value);
  forget();
}

const answers = new Map<string, { atMs: number; text: Promise<string> }>();

// The moment before which no answer is wanted.
let notBeforeMs = 0;

// What was answered so far is asked for anew.
export function forget(): void {
  answers.clear();
  notBeforeMs = Date.now();
}

let asking = 0;
let onAnswered = () => {}; // the last that was asked for
let quiet: Promise<void> | undefined;

// Until nothing is being asked for: what a page can be read without waits for what it cannot. All
// who wait go on at once.
export function whenQuiet(): Promise<void> {
  quiet ??= untilQuiet().finally(() => (quiet = undefined));
  return quiet;
}

async function untilQuiet(): Promise<void> {
  await pause();
  while (asking > 0) {
    await new Promise<void>((resolve) => (onAnswered = resolve));
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, kQuietMs));
}

export type Parameters = Record<string, string>;

export function pathOf(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  const query = new URLSearchParams(given).toString();
  return query === "" ? path : `${path}?${query}`;
}

export async function askJson(path: string, parameters: Parameters = {}): Promise<unknown> {
  return JSON.parse(await askText(path, parameters));
}

export function askText(path: string, parameters: Parameters = {}): Promise<string> {
  const address = pathOf(path, parameters);
  const known = answers.get(address);
  if (known !== undefined && Date.now() - known.atMs < kFreshMs) return known.text;
  const text = request(address);
  answers.set(address, { atMs: Date.now(), text });
  // What failed is no answer.
  text.catch(() => answers.delete(address));
  return text;
}

async function request(address: string): Promise<string> {
  asking += 1;
  try {
    return await answerOf(address);
  } finally {
    asking -= 1;
    if (asking === 0) onAnswered();
  }
}

async function answerOf(address: string): Promise<string> {
  const age = Math.max(0, Math.min(kFreshMs, Date.now() - notBeforeMs));
  const headers: Record<string, string> = { "Cache-Control": `max-age=${Math.floor(age / 1000)}` };
  if (token() !== "") headers["Authorization"] = `Bearer ${token()}`;
  let response: Response;
  try {
    response = await fetch(address, { headers, cache: "no-store", credentials: "omit" });
  } catch {
    throw new ApiError(0, "");
  }
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, errorIn(text));
  return text;
}

// {"error": MESSAGE}
function errorIn(text: string): string {
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json) && typeof json["error"] === "string") return json["error"];
  } catch {
    // A proxy in front answers in its own words.
  }
  return "";
}
