// A cell of a report as text, in full: a share with its interval and what it is of.
import {
  isDurationChange,
  isShare,
  isShareChange,
  type Cell,
  type Estimate,
  type Share,
} from "../api/report";
import type { Formats } from "../format";
import { fill, wordFor, type Words } from "../words/words";
import { ToolText } from "./text";

export const kNone = "–";

// "12.3 % (10.1–14.9, n=120)"
export function shareText(share: Share, formats: Formats): string {
  if (share.share === null) return `${kNone} (n=0)`;
  return `${formats.percent(share.share)} (${intervalText(share, formats)}, n=${formats.count(share.of)})`;
}

// "10.1–14.9 %"
export function intervalText(share: { low: number; high: number }, formats: Formats): string {
  const low = formats.percent(share.low).replace(/\s*%$/, "");
  return `${low}–${formats.percent(share.high)}`;
}

export function estimateText(estimate: Estimate, formats: Formats): string {
  if (estimate.low === null || estimate.high === null) return formats.duration(estimate.ms);
  return `${formats.duration(estimate.ms)} (${formats.duration(estimate.low)}–${formats.duration(estimate.high)})`;
}

export function numberText(kind: string, value: number, words: Words, formats: Formats): string {
  if (kind === "duration_ms") return formats.duration(value);
  return kind === "days"
    ? fill(words.counts.days[words.counts.days.length - 1] ?? "{0}", formats.count(value))
    : formats.count(value);
}

export function CellText(props: { cell: Cell; kind: string; words: Words; formats: Formats }) {
  const { cell, kind, words, formats } = props;
  if (cell === null) return <>{kNone}</>;
  if (typeof cell === "number") return <>{numberText(kind, cell, words, formats)}</>;
  if (typeof cell === "string") {
    return kind === "date" ? (
      <time dateTime={cell}>{formats.day(cell)}</time>
    ) : (
      <ToolText text={cell} />
    );
  }
  if (isShare(cell)) return <>{shareText(cell, formats)}</>;
  const verdict = wordFor(words.verdicts, cell.verdict);
  if (isShareChange(cell)) {
    return (
      <>{`${verdict}: ${shareText(cell.before, formats)} → ${shareText(cell.now, formats)}`}</>
    );
  }
  if (isDurationChange(cell)) {
    return (
      <>{`${verdict}: ${estimateText(cell.before, formats)} → ${estimateText(cell.now, formats)}`}</>
    );
  }
  return <>{kNone}</>;
}
