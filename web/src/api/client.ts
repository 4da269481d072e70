// Asks the admin API. The token is kept for this tab alone, and sent with every request.
import { isObject } from "./report";

const kTokenKey = "overt-token";

// How long an answer is good enough: long enough for the panels of a page to share it.
const kFreshMs = 30_000;

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

// What was answered so far is asked for anew.
export function forget(): void {
  answers.clear();
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
  const headers: Record<string, string> = {};
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
