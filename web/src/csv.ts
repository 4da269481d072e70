// A report as CSV, byte for byte what `overt report --format csv` writes (src/cli/report_csv.cc): a
// test holds them against each other.
import { isDurationChange, isShare, isShareChange, type Cell, type Report } from "./api/report";

// A spreadsheet runs a cell that begins with one of these, also one that came from a tool.
const kFormulaBegins = "=+-@\t\r";

const kFurtherParts: Record<string, string[]> = {
  share: ["_low", "_high", "_count", "_of"],
  share_change: ["_low", "_high", "_count", "_of", "_before_count", "_before_of"],
  duration_change: ["_ms", "_low", "_high", "_before_ms", "_before_low", "_before_high"],
};

function field(given: string): string {
  const text = given !== "" && kFormulaBegins.includes(given.charAt(0)) ? `'${given}` : given;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : value.toFixed(6);
}

function whole(value: number | null): string {
  return value === null ? "" : String(value);
}

function fieldsOf(cell: Cell, kind: string): string {
  if (cell === null) return ",".repeat(kFurtherParts[kind]?.length ?? 0);
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "string") return field(cell);
  if (isShare(cell)) {
    return [decimal(cell.share), decimal(cell.low), decimal(cell.high), cell.count, cell.of].join();
  }
  if (isShareChange(cell)) {
    const { now, before } = cell;
    const counts = [now.count, now.of, before.count, before.of];
    return [cell.verdict, decimal(cell.low), decimal(cell.high), ...counts].join();
  }
  if (isDurationChange(cell)) {
    const estimates = [cell.now, cell.before].flatMap((estimate) => [
      whole(estimate.ms),
      whole(estimate.low),
      whole(estimate.high),
    ]);
    return [cell.verdict, ...estimates].join();
  }
  return "";
}

export function csvOf(report: Report): string {
  const header = report.columns.flatMap((column) => [
    field(column.name),
    ...(kFurtherParts[column.kind] ?? []).map((part) => field(column.name + part)),
  ]);
  const lines = report.rows.map((row) =>
    row.map((cell, index) => fieldsOf(cell, report.columns[index]?.kind ?? "")).join(),
  );
  return [header.join(), ...lines].map((line) => `${line}\r\n`).join("");
}

// Lets the browser keep `text` as a file.
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
