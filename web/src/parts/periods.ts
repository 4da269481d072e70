// The periods of a report over time.
import type { Grain } from "../address";
import { rowsOf, type Report } from "../api/report";

const kDayMs = 86_400_000;

// Their first days, each once, in order.
export function periodsOf(report: Report): string[] {
  return [...new Set(rowsOf(report).map((row) => row.text("begins")))].sort();
}

function endMs(begins: Date, per: Grain): number {
  if (per === "month") return Date.UTC(begins.getUTCFullYear(), begins.getUTCMonth() + 1, 1);
  return begins.getTime() + (per === "week" ? 7 : 1) * kDayMs;
}

// Those of which only some days count: the first may begin before what was asked about, the last
// is not over.
export function partialPeriods(report: Report, per: Grain): Set<string> {
  const firstDayMs = Math.floor(report.sinceMs / kDayMs) * kDayMs;
  const isPartial = (period: string) => {
    const begins = new Date(`${period}T00:00:00Z`);
    return begins.getTime() < firstDayMs || endMs(begins, per) > report.nowMs;
  };
  return new Set(periodsOf(report).filter(isPartial));
}
