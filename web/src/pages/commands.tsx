// Commands: how much each is used, how often it fails, how long it takes, what never ended.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Row } from "../api/report";
import { highestOf, useColumns, type Columns } from "../parts/columns";
import { MarkTable, type MarkColumn } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { DurationsTrendPanel, FailuresTrendPanel } from "../parts/trend_panels";
import { Session } from "../session";

export function Commands() {
  const { words } = useContext(Session);
  return (
    <div class="panels">
      <CommandPanel report="commands" title={words.titles.usage} columns={usage} />
      <FailuresTrendPanel size="half" />
      <DurationsTrendPanel size="half" />
      <CommandPanel report="failures" columns={failures} />
      <CommandPanel report="durations" columns={durations} />
      <CommandPanel report="unfinished" columns={unfinished} />
    </div>
  );
}

type ColumnsOf = (columns: Columns, rows: Row[]) => MarkColumn[];

// A report of commands, a row each.
function CommandPanel(props: { report: string; title?: string; columns: ColumnsOf }) {
  const { view } = useContext(Session);
  const columns = useColumns();
  const asked = useReport(props.report, parametersOf(view));
  const named = props.title === undefined ? {} : { title: props.title };
  return (
    <Panel asked={asked} name={props.report} {...named} size="wide">
      {(report) => {
        const rows = rowsOf(report);
        return (
          <MarkTable
            caption={props.title ?? report.title}
            rows={rows}
            columns={[columns.command, ...props.columns(columns, rows)]}
          />
        );
      }}
    </Panel>
  );
}

function usage(columns: Columns, rows: Row[]): MarkColumn[] {
  return [
    columns.bar("runs", rows),
    columns.count("runs"),
    columns.share("of_all_runs"),
    columns.count("projects"),
    columns.share("in_ci"),
    columns.day("last_day"),
  ];
}

function failures(columns: Columns, rows: Row[]): MarkColumn[] {
  return [
    columns.interval("of_ended_runs", highestOf(rows, "of_ended_runs"), "mark-b"),
    columns.count("failed_runs"),
    columns.share("of_ended_runs"),
    columns.share("of_projects"),
  ];
}

function durations(columns: Columns, rows: Row[]): MarkColumn[] {
  return [
    columns.percentiles(rows),
    columns.count("runs"),
    columns.duration("p50"),
    columns.duration("p90"),
    columns.duration("p99"),
  ];
}

function unfinished(columns: Columns, rows: Row[]): MarkColumn[] {
  return [
    columns.interval("of_started_runs", highestOf(rows, "of_started_runs"), "mark-b"),
    columns.count("unfinished_runs"),
    columns.share("of_started_runs"),
    columns.share("in_ci"),
  ];
}
