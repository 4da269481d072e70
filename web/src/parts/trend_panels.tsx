// What changes over time: runs, projects, failures and durations.
import { useContext } from "preact/hooks";
import { grainOf } from "../address";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report } from "../api/report";
import { ColumnChart } from "../charts/column_chart";
import { LineChart, type Line } from "../charts/line_chart";
import { Session } from "../session";
import { counted, type Words } from "../words/words";
import { Panel, type PanelSize } from "./panel";
import { partialPeriods, periodsOf } from "./periods";

export function ActivityPanel() {
  const { view, words, formats } = useContext(Session);
  // The report that the other panels ask for too, and not `activity`, which also counts projects by
  // where they are.
  const asked = useReport("trends", parametersOf(view));
  return (
    <Panel
      asked={asked}
      name="trends"
      title={words.titles.activity}
      question={words.questions.activity}
      size="wide"
    >
      {(report) => {
        const rows = rowsOf(report);
        const inCi = rows.map((row) => row.number("ci_runs") ?? 0);
        const local = rows.map((row, index) => (row.number("runs") ?? 0) - (inCi[index] ?? 0));
        return (
          <ColumnChart
            label={words.titles.activity}
            keys={periodsOf(report)}
            per={grainOf(view)}
            partial={partialPeriods(report, grainOf(view))}
            parts={[
              { name: words.series.local, mark: "mark-a", values: local },
              { name: words.series.ci, mark: "mark-f", values: inCi },
            ]}
            text={formats.count}
            tickText={formats.short}
          />
        );
      }}
    </Panel>
  );
}

export function ProjectsPanel(props: { size: PanelSize }) {
  const { words, formats } = useContext(Session);
  return (
    <LinesPanel
      report="trends"
      size={props.size}
      topic="projectsOverTime"
      scale="linear"
      text={formats.count}
      tickText={formats.short}
      lines={(report) => [numberLine(report, "projects", words.series.projects, "mark-a")]}
    />
  );
}

// A project may be in both lines.
export function ProjectsByPlacePanel() {
  const { words, formats } = useContext(Session);
  return (
    <LinesPanel
      report="activity"
      size="wide"
      topic="projectsByPlace"
      scale="linear"
      text={formats.count}
      tickText={formats.short}
      lines={(report) => [
        numberLine(report, "local_projects", words.series.local, "mark-a"),
        numberLine(report, "ci_projects", words.series.ci, "mark-f"),
      ]}
    />
  );
}

export function FailuresTrendPanel(props: { size: PanelSize }) {
  const { language, words, formats } = useContext(Session);
  const noteOf = (runs: number) => counted(language, words.counts.runs, runs, formats.count(runs));
  return (
    <LinesPanel
      report="trends"
      size={props.size}
      topic="failuresOverTime"
      scale="linear"
      text={formats.percent}
      tickText={formats.wholePercent}
      lines={(report) => [shareLine(report, "failed", words.series.failed, "mark-b", noteOf)]}
    />
  );
}

export function DurationsTrendPanel(props: { size: PanelSize }) {
  const { words, formats } = useContext(Session);
  return (
    <LinesPanel
      report="trends"
      size={props.size}
      topic="durationsOverTime"
      scale="duration"
      text={formats.duration}
      tickText={formats.duration}
      lines={(report) => [
        numberLine(report, "p99", words.series.p99, "mark-e"),
        numberLine(report, "p90", words.series.p90, "mark-d"),
        numberLine(report, "p50", words.series.p50, "mark-c"),
      ]}
    />
  );
}

interface LinesPanelProps {
  report: string;
  size: PanelSize;
  topic: keyof Words["titles"] & keyof Words["questions"];
  scale: "linear" | "duration";
  text: (value: number) => string;
  tickText: (value: number) => string;
  lines: (report: Report) => Line[];
}

function LinesPanel(props: LinesPanelProps) {
  const { view, words } = useContext(Session);
  const asked = useReport(props.report, parametersOf(view));
  const title = words.titles[props.topic];
  return (
    <Panel
      asked={asked}
      name={props.report}
      title={title}
      question={words.questions[props.topic]}
      size={props.size}
    >
      {(report) => (
        <LineChart
          label={title}
          keys={periodsOf(report)}
          per={grainOf(view)}
          partial={partialPeriods(report, grainOf(view))}
          scale={props.scale}
          text={props.text}
          tickText={props.tickText}
          lines={props.lines(report)}
        />
      )}
    </Panel>
  );
}

function numberLine(report: Report, column: string, name: string, mark: string): Line {
  const points = rowsOf(report).map((row) => ({
    key: row.text("begins"),
    value: row.number(column),
  }));
  return { name, mark, points };
}

function shareLine(
  report: Report,
  column: string,
  name: string,
  mark: string,
  noteOf: (of: number) => string,
): Line {
  const points = rowsOf(report).map((row) => {
    const key = row.text("begins");
    const share = row.share(column);
    if (share === null || share.share === null) return { key, value: null };
    return { key, value: share.share, low: share.low, high: share.high, note: noteOf(share.of) };
  });
  return { name, mark, points };
}
