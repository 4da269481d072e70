// What changes over time: runs, projects, failures and durations.
import { useContext } from "preact/hooks";
import { grainOf } from "../address";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report } from "../api/report";
import { ColumnChart } from "../charts/column_chart";
import { LineChart, type Line } from "../charts/line_chart";
import { Session } from "../session";
import { counted } from "../words/words";
import { Panel, type PanelSize } from "./panel";
import { partialPeriods, periodsOf } from "./periods";

export function ActivityPanel() {
  const { view, words, formats } = useContext(Session);
  const asked = useReport("activity", parametersOf(view));
  return (
    <Panel asked={asked} name="activity" title={words.titles.activity} size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const values = (column: string) => rows.map((row) => row.number(column) ?? 0);
        return (
          <ColumnChart
            label={words.titles.activity}
            keys={periodsOf(report)}
            per={grainOf(view)}
            partial={partialPeriods(report, grainOf(view))}
            parts={[
              { name: words.series.local, mark: "mark-a", values: values("local_runs") },
              { name: words.series.ci, mark: "mark-f", values: values("ci_runs") },
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
  const { view, words, formats } = useContext(Session);
  const asked = useReport("activity", parametersOf(view));
  return (
    <Panel
      asked={asked}
      name="activity"
      title={words.titles.projectsOverTime}
      size={props.size}
      question={words.questions.projectsOverTime}
    >
      {(report) => (
        <LineChart
          label={words.titles.projectsOverTime}
          keys={periodsOf(report)}
          per={grainOf(view)}
          partial={partialPeriods(report, grainOf(view))}
          scale="linear"
          text={formats.count}
          tickText={formats.short}
          lines={[numberLine(report, "projects", words.series.projects, "mark-a")]}
        />
      )}
    </Panel>
  );
}

export function FailuresTrendPanel(props: { size: PanelSize }) {
  const { view, language, words, formats } = useContext(Session);
  const asked = useReport("trends", parametersOf(view));
  return (
    <Panel
      asked={asked}
      name="trends"
      title={words.titles.failuresOverTime}
      size={props.size}
      question={words.questions.failuresOverTime}
    >
      {(report) => (
        <LineChart
          label={words.titles.failuresOverTime}
          keys={periodsOf(report)}
          per={grainOf(view)}
          partial={partialPeriods(report, grainOf(view))}
          scale="linear"
          text={formats.percent}
          tickText={formats.wholePercent}
          lines={[
            {
              name: words.series.failed,
              mark: "mark-b",
              points: rowsOf(report).map((row) => {
                const share = row.share("failed");
                const of = share?.of ?? 0;
                const key = row.text("begins");
                if (share === null || share.share === null) return { key, value: null };
                const note = counted(language, words.counts.runs, of, formats.count(of));
                return { key, value: share.share, low: share.low, high: share.high, note };
              }),
            },
          ]}
        />
      )}
    </Panel>
  );
}

export function DurationsTrendPanel(props: { size: PanelSize }) {
  const { view, words, formats } = useContext(Session);
  const asked = useReport("trends", parametersOf(view));
  return (
    <Panel
      asked={asked}
      name="trends"
      title={words.titles.durationsOverTime}
      size={props.size}
      question={words.questions.durationsOverTime}
    >
      {(report) => (
        <LineChart
          label={words.titles.durationsOverTime}
          keys={periodsOf(report)}
          per={grainOf(view)}
          partial={partialPeriods(report, grainOf(view))}
          scale="duration"
          text={formats.duration}
          lines={[
            numberLine(report, "p99", words.series.p99, "mark-e"),
            numberLine(report, "p90", words.series.p90, "mark-d"),
            numberLine(report, "p50", words.series.p50, "mark-c"),
          ]}
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
