// A report as the collector's admin API serves it; src/reports/report_json.h says what is in it.
// What comes is looked at once, here; behind it only these types travel.

export interface Share {
  count: number;
  of: number;
  share: number | null;
  low: number;
  high: number;
}

export interface Estimate {
  ms: number;
  low: number | null;
  high: number | null;
}

export interface Change<Value> {
  now: Value;
  before: Value;
  verdict: string;
  low?: number;
  high?: number;
}

export type Cell = null | number | string | Share | Change<Share> | Change<Estimate>;

export interface Column {
  name: string;
  kind: string; // "text", "count", "share", "duration_ms", "days", "date", …
}

export interface Coverage {
  events: number;
  runs: number;
  projects: number;
  runsWithoutProject: number;
  firstDay: string | null;
  lastDay: string | null;
  apps: string[];
}

// What the table of a tool comes to, in a sentence.
export interface Answer {
  app: string;
  verdict: string;
  en: string;
  ru: string;
}

export interface Report {
  name: string;
  title: string;
  question: string;
  nowMs: number;
  sinceMs: number;
  coverage: Coverage;
  columns: Column[];
  rows: Cell[][];
  answers?: Answer[]; // of a report about one thing
}

export interface CatalogueEntry {
  name: string;
  title: string;
  question: string;
  rules: string;
}

export function isShare(cell: Cell | undefined): cell is Share {
  return typeof cell === "object" && cell !== null && "share" in cell;
}

export function isChange(cell: Cell | undefined): cell is Change<Share> | Change<Estimate> {
  return typeof cell === "object" && cell !== null && "verdict" in cell;
}

export function isShareChange(cell: Cell | undefined): cell is Change<Share> {
  return isChange(cell) && "share" in cell.now;
}

export function isDurationChange(cell: Cell | undefined): cell is Change<Estimate> {
  return isChange(cell) && "ms" in cell.now;
}

type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// The elements of the list that stands at `key`.
export function listAt(value: unknown, key: string): unknown[] {
  const list = isObject(value) ? value[key] : undefined;
  if (!Array.isArray(list)) throw new Error(`the answer has no list "${key}"`);
  return list;
}

export function reportOf(value: unknown): Report {
  const columns = listAt(value, "columns");
  const rows = listAt(value, "rows");
  if (!columns.every(isColumn)) throw new Error("the answer has a column without a name");
  if (!rows.every((row) => Array.isArray(row) && row.length === columns.length)) {
    throw new Error("the answer has a row that is not as long as its columns");
  }
  listAt((value as JsonObject)["coverage"], "apps");
  return value as Report;
}

function isColumn(value: unknown): value is Column {
  return isObject(value) && typeof value["name"] === "string" && typeof value["kind"] === "string";
}

// The cells of one column, by its name; none if the report has no such column.
export function cellsOf(report: Report, name: string): Cell[] {
  const index = report.columns.findIndex((column) => column.name === name);
  return index < 0 ? [] : report.rows.map((row) => row[index] ?? null);
}

// A row by the names of its columns.
export class Row {
  constructor(
    private readonly report: Report,
    private readonly cells: Cell[],
  ) {}

  cell(name: string): Cell {
    const index = this.report.columns.findIndex((column) => column.name === name);
    return this.cells[index] ?? null;
  }

  text(name: string): string {
    const cell = this.cell(name);
    return typeof cell === "string" ? cell : "";
  }

  number(name: string): number | null {
    const cell = this.cell(name);
    return typeof cell === "number" ? cell : null;
  }

  share(name: string): Share | null {
    const cell = this.cell(name);
    return isShare(cell) ? cell : null;
  }
}

export function rowsOf(report: Report): Row[] {
  return report.rows.map((cells) => new Row(report, cells));
}
