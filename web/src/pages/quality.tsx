// Quality: what was refused and why, what came late or twice, what was lost.
import { useContext } from "preact/hooks";
import { grainOf } from "../address";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report } from "../api/report";
import { valueOf } from "../api/use_asked";
import { ColumnChart, type Part } from "../charts/column_chart";
import { Panel } from "../parts/panel";
import { partialPeriods, periodsOf } from "../parts/periods";
import { ReportTable } from "../parts/report_table";
import { Session } from "../session";
import { wordFor, type Words } from "../words/words";

export function Quality() {
  const { view, words, formats } = useContext(Session);
  const asked = useReport("quality", parametersOf(view));
  return (
    <>
      <Covered />
      <div class="panels">
        <Panel asked={asked} name="quality" title={words.titles.troubles} size="wide">
          {(report) => (
            <ColumnChart
              label={words.titles.troubles}
              keys={periodsOf(report)}
              per={grainOf(view)}
              parts={troubleParts(report, words)}
              partial={partialPeriods(report, grainOf(view))}
              hasLegend
              text={formats.count}
              tickText={formats.short}
            />
          )}
        </Panel>
        <Panel
          asked={asked}
          name="quality"
          title={words.titles.troublesByVersion}
          isTable
          size="wide"
        >
          {(report) => <ReportTable report={report} caption={words.titles.troublesByVersion} />}
        </Panel>
      </div>
    </>
  );
}

// Each reason has its colour, whichever others there are.
const kMarks: Record<string, string> = {
  late: "mark-f",
  doubled: "mark-c",
  lost: "mark-e",
  not_in_contract: "mark-b",
  malformed: "mark-d",
  no_contract: "mark-a",
  bad_identity: "mark-g",
};

function troubleParts(report: Report, words: Words): Part[] {
  const rows = rowsOf(report);
  const keys = periodsOf(report);
  const reasons = [...new Set(rows.map((row) => row.text("what")))].sort();
  return reasons.map((reason) => ({
    name: wordFor(words.troubles, reason),
    mark: Object.hasOwn(kMarks, reason) ? (kMarks[reason] ?? "mark-g") : "mark-g",
    values: keys.map((key) =>
      rows
        .filter((row) => row.text("begins") === key && row.text("what") === reason)
        .reduce((sum, row) => sum + (row.share("of_events")?.count ?? 0), 0),
    ),
  }));
}

// What all answers of this time rest on.
function Covered() {
  const { view, words, formats } = useContext(Session);
  const coverage = valueOf(useReport("quality", parametersOf(view)))?.coverage;
  if (coverage === undefined) return null;
  const facts: [string, string][] = [
    [words.coverage.events, formats.count(coverage.events)],
    [words.coverage.runs, formats.count(coverage.runs)],
    [words.coverage.projects, formats.count(coverage.projects)],
    [words.coverage.without, formats.count(coverage.runsWithoutProject)],
    [words.coverage.first, coverage.firstDay === null ? "–" : formats.day(coverage.firstDay)],
    [words.coverage.last, coverage.lastDay === null ? "–" : formats.day(coverage.lastDay)],
  ];
  return (
    <dl class="facts" aria-label={words.titles.coverage}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
