// Columns of tables with marks, by what a report's column is.
import { useContext } from "preact/hooks";
import type { Row } from "../api/report";
import { Bar, DurationMark, ShareMark, type Range } from "../charts/row_marks";
import { Session } from "../session";
import { fill } from "../words/words";
import { CommandLink, OptionLink, ShareNumber, type MarkColumn } from "./mark_table";
import { ToolText } from "./text";

export type NumberColumn =
  "runs" | "projects" | "failed_runs" | "unfinished_runs" | "p50" | "p90" | "p99";
export type ShareColumn =
  | "of_all_runs"
  | "of_runs"
  | "of_ended_runs"
  | "of_started_runs"
  | "of_projects"
  | "in_ci"
  | "upgraded";

export interface Columns {
  command: MarkColumn; // asks about the command when it is chosen
  option: MarkColumn; // asks about the option when it is chosen
  text: (name: "option" | "version" | "oldest_version" | "newest_version") => MarkColumn;
  count: (name: NumberColumn) => MarkColumn;
  share: (name: ShareColumn) => MarkColumn;
  duration: (name: "p50" | "p90" | "p99") => MarkColumn;
  days: (name: "p50" | "p90") => MarkColumn;
  day: (name: "first_day" | "last_day") => MarkColumn;
  bar: (name: NumberColumn, rows: Row[]) => MarkColumn;
  interval: (name: ShareColumn, max: number, mark: string) => MarkColumn;
  percentiles: (rows: Row[]) => MarkColumn;
}

const kMissing = "–";

export function useColumns(): Columns {
  const { words, formats } = useContext(Session);
  const number = (name: NumberColumn, text: (value: number) => string): MarkColumn => ({
    title: words.columns[name],
    kind: "number",
    cell: (row) => {
      const value = row.number(name);
      return value === null ? kMissing : text(value);
    },
  });
  const marks = (cell: MarkColumn["cell"]): MarkColumn => ({ title: "", kind: "mark", cell });
  const inDays = (value: number) => fill(words.counts.days.at(-1) ?? "{0}", formats.count(value));
  return {
    command: {
      title: words.columns.command,
      kind: "text",
      cell: (row) => <CommandLink command={row.text("command")} />,
    },
    option: {
      title: words.columns.option,
      kind: "text",
      cell: (row) => <OptionLink option={row.text("option")} />,
    },
    text: (name) => ({
      title: words.columns[name],
      kind: "text",
      cell: (row) => <ToolText text={row.text(name)} />,
    }),
    count: (name) => number(name, formats.count),
    share: (name) => ({
      title: words.columns[name],
      kind: "number",
      cell: (row) => <ShareNumber share={row.share(name)} />,
    }),
    duration: (name) => number(name, formats.duration),
    days: (name) => number(name, inDays),
    day: (name) => ({
      title: words.columns[name],
      kind: "number",
      cell: (row) => formats.period(row.text(name), "day"),
    }),
    bar: (name, rows) => {
      const max = Math.max(0, ...rows.map((row) => row.number(name) ?? 0));
      return marks((row) => <Bar value={row.number(name) ?? 0} max={max} />);
    },
    interval: (name, max, mark) =>
      marks((row) => {
        const share = row.share(name);
        return share === null ? null : <ShareMark share={share} max={max} mark={mark} />;
      }),
    percentiles: (rows) => {
      const range = rangeOf(rows);
      return marks((row) => <Percentiles row={row} range={range} />);
    },
  };
}

function rangeOf(rows: Row[]): Range {
  const least = rows.map((row) => row.number("p50") ?? 1);
  const most = rows.map((row) => row.number("p99") ?? 1);
  return { min: Math.min(...least), max: Math.max(...most) };
}

function Percentiles(props: { row: Row; range: Range }) {
  const at = (column: string) => props.row.number(column) ?? 1;
  return <DurationMark p50={at("p50")} p90={at("p90")} p99={at("p99")} range={props.range} />;
}

// The end of the widest interval of all rows, which a scale must have room for. An interval that
// reaches to the whole is of next to no runs, and would press all others together.
export function highestOf(rows: Row[], name: ShareColumn): number {
  const shares = rows.map((row) => row.share(name));
  const highs = shares.map((share) => share?.high ?? 0).filter((high) => high < 1);
  return Math.max(0, ...highs, ...shares.map((share) => share?.share ?? 0));
}
