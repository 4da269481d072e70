// The questions that pages ask, from the view.
import { grainOf, type View } from "../address";
import { askJson, pathOf, whenQuiet, type Parameters } from "./client";
import { useAsked, type Asked } from "./use_asked";
import { isObject, listAt, reportOf, type CatalogueEntry, type Cell, type Report } from "./report";

export function parametersOf(view: View): Parameters {
  return {
    app: view.tool,
    since: view.since,
    per: grainOf(view),
    command: view.command,
    version: view.version,
    where: view.where === "all" ? "" : view.where,
  };
}

export function useReport(name: string, parameters: Parameters): Asked<Report> {
  const path = `v1/reports/${name}`;
  return useAsked(pathOf(path, parameters), async () => reportOf(await askJson(path, parameters)));
}

export function useCatalogue(): Asked<CatalogueEntry[]> {
  return useAsked("v1/reports", async () => {
    const entries = listAt(await askJson("v1/reports"), "reports");
    return entries.filter(isEntry);
  });
}

function isEntry(value: unknown): value is CatalogueEntry {
  return isObject(value) && typeof value["name"] === "string";
}

// The same, asked when all that the page shows has been answered.
export function useReportLater(name: string, parameters: Parameters): Asked<Report> {
  const path = `v1/reports/${name}`;
  return useAsked(pathOf(path, parameters), async () => {
    await whenQuiet();
    return reportOf(await askJson(path, parameters));
  });
}

// The tools that have a contract here.
export async function askContracts(): Promise<string[]> {
  const apps = listAt(await askJson("v1/contracts"), "apps");
  return apps.filter((app) => typeof app === "string");
}

export function useContracts(): Asked<string[]> {
  return useAsked("v1/contracts", askContracts);
}

// Tools that were seen stand first.
export function toolsOf(contracts: string[], seen: string[]): string[] {
  return [...new Set([...seen, ...contracts])];
}

// What is shown if nobody says which: a tool that has a contract and was seen; before it is known
// what was seen (undefined), the first that has a contract, so that the page need not wait for it.
export function firstTool(contracts: string[], seen: string[] | undefined): string {
  const expected = contracts.find((app) => seen === undefined || seen.includes(app));
  return expected ?? seen?.[0] ?? contracts[0] ?? "";
}

export interface LatestEvent {
  receivedMs: number;
  app: string;
  command: string;
  eventType: string;
  execution: string;
  project: string | null;
  version: string;
  os: string;
  arch: string;
  channel: string;
  ci: boolean;
  ciName: string;
  options: string[];
  exitCode: number | null;
  durationMs: number | null;
}

export function latestOf(value: unknown): LatestEvent[] {
  return listAt(value, "events").filter(isObject) as unknown as LatestEvent[];
}

// A report of the rows that fit alone.
export function withRows(report: Report, fits: (row: Cell[]) => boolean): Report {
  return { ...report, rows: report.rows.filter(fits) };
}
