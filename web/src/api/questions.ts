// The questions that pages ask, from the view.
import { grainOf, type View } from "../address";
import { askJson, pathOf, type Parameters } from "./client";
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

// The tools that have a contract here, and those that have events.
export function useTools(since: string): Asked<string[]> {
  return useAsked(pathOf("tools", { since }), async () => {
    const [contracts, summary] = await Promise.all([
      askJson("v1/contracts"),
      askJson("v1/reports/summary", { since }),
    ]);
    const apps = [...reportOf(summary).coverage.apps, ...listAt(contracts, "apps")];
    return [...new Set(apps.filter((app) => typeof app === "string"))];
  });
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
