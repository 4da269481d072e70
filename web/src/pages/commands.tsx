// Commands: how much each is used, how often it fails, how long it takes.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Row } from "../api/report";
import { Bar, DurationMark, ShareMark, type Range } from "../charts/row_marks";
import { CommandLink, MarkTable, ShareNumber, type MarkColumn } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { DurationsTrendPanel, FailuresTrendPanel } from "../parts/trend_panels";
import { Session } from "../session";

export function Commands() {
  return (
    <div class="panels">
      <Usage />
      <FailuresTrendPanel size="half" />
      <DurationsTrendPanel size="half" />
      <Failures />
      <Durations />
      <Unfinished />
    </div>
  );
}

function useCommandColumn(): MarkColumn {
  const { words } = useContext(Session);
  return {
    title: words.columns.command,
    kind: "text",
    cell: (row) => <CommandLink command={row.text("command")} />,
  };
}

// The end of the widest interval of all rows: what a scale must have room for.
export function highestOf(rows: Row[], column: string): number {
  return Math.max(
    0,
    ...rows.map((row) => row.share(column)?.high ?? 0).filter((high) => high < 1),
    ...rows.map((row) => row.share(column)?.share ?? 0),
  );
}

function Usage() {
  const { view, words, formats } = useContext(Session);
  const command = useCommandColumn();
  const asked = useReport("commands", parametersOf(view));
  return (
    <Panel asked={asked} name="commands" title={words.titles.usage} size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const max = Math.max(0, ...rows.map((row) => row.number("runs") ?? 0));
        return (
          <MarkTable
            caption={words.titles.usage}
            rows={rows}
            columns={[
              command,
              {
                title: "",
                kind: "mark",
                cell: (row) => <Bar value={row.number("runs") ?? 0} max={max} />,
              },
              {
                title: words.columns.runs,
                kind: "number",
                cell: (row) => formats.count(row.number("runs") ?? 0),
              },
              {
                title: words.columns.of_all_runs,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_all_runs")} />,
              },
              {
                title: words.columns.projects,
                kind: "number",
                cell: (row) => formats.count(row.number("projects") ?? 0),
              },
              {
                title: words.columns.in_ci,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("in_ci")} />,
              },
              {
                title: words.columns.last_day,
                kind: "number",
                cell: (row) => formats.period(row.text("last_day"), "day"),
              },
            ]}
          />
        );
      }}
    </Panel>
  );
}

function Failures() {
  const { view, words, formats } = useContext(Session);
  const command = useCommandColumn();
  const asked = useReport("failures", parametersOf(view));
  return (
    <Panel asked={asked} name="failures" size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const max = highestOf(rows, "of_ended_runs");
        return (
          <MarkTable
            caption={report.title}
            rows={rows}
            columns={[
              command,
              {
                title: words.columns.failed_runs,
                kind: "number",
                cell: (row) => formats.count(row.number("failed_runs") ?? 0),
              },
              {
                title: "",
                kind: "mark",
                cell: (row) => <ShareCell row={row} column="of_ended_runs" max={max} />,
              },
              {
                title: words.columns.of_ended_runs,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_ended_runs")} />,
              },
              {
                title: words.columns.of_projects,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_projects")} />,
              },
            ]}
          />
        );
      }}
    </Panel>
  );
}

export function ShareCell(props: { row: Row; column: string; max: number; mark?: string }) {
  const share = props.row.share(props.column);
  return share === null ? null : (
    <ShareMark share={share} max={props.max} mark={props.mark ?? "mark-b"} />
  );
}

function Durations() {
  const { view, words, formats } = useContext(Session);
  const command = useCommandColumn();
  const asked = useReport("durations", parametersOf(view));
  return (
    <Panel asked={asked} name="durations" size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const range = rangeOf(rows);
        const duration = (column: "p50" | "p90" | "p99"): MarkColumn => ({
          title: words.columns[column],
          kind: "number",
          cell: (row) => formats.duration(row.number(column) ?? 0),
        });
        return (
          <MarkTable
            caption={report.title}
            rows={rows}
            columns={[
              command,
              {
                title: words.columns.runs,
                kind: "number",
                cell: (row) => formats.count(row.number("runs") ?? 0),
              },
              { title: "", kind: "mark", cell: (row) => <Percentiles row={row} range={range} /> },
              duration("p50"),
              duration("p90"),
              duration("p99"),
            ]}
          />
        );
      }}
    </Panel>
  );
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

function Unfinished() {
  const { view, words, formats } = useContext(Session);
  const command = useCommandColumn();
  const asked = useReport("unfinished", parametersOf(view));
  return (
    <Panel asked={asked} name="unfinished" size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const max = highestOf(rows, "of_started_runs");
        return (
          <MarkTable
            caption={report.title}
            rows={rows}
            columns={[
              command,
              {
                title: words.columns.unfinished_runs,
                kind: "number",
                cell: (row) => formats.count(row.number("unfinished_runs") ?? 0),
              },
              {
                title: "",
                kind: "mark",
                cell: (row) => <ShareCell row={row} column="of_started_runs" max={max} />,
              },
              {
                title: words.columns.of_started_runs,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_started_runs")} />,
              },
              {
                title: words.columns.in_ci,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("in_ci")} />,
              },
            ]}
          />
        );
      }}
    </Panel>
  );
}
