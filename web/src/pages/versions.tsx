// Versions: who is on which, how fast they get there, and whether one is worse than the one before.
import { useContext } from "preact/hooks";
import { daysOf, type Grain, type View } from "../address";
import { parametersOf, useReport } from "../api/questions";
import {
  isDurationChange,
  isShareChange,
  rowsOf,
  type Cell,
  type Report,
  type Row,
} from "../api/report";
import { ColumnChart, type Part } from "../charts/column_chart";
import { ChangeMark } from "../charts/row_marks";
import { estimateText, shareText } from "../parts/cell";
import { useColumns } from "../parts/columns";
import { MarkTable } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { partialPeriods, periodsOf } from "../parts/periods";
import { ToolText } from "../parts/text";
import { visible } from "../format";
import { Session } from "../session";
import { fill, wordFor } from "../words/words";

export function Versions() {
  return (
    <div class="panels">
      <Adoption />
      <Guard />
      <UpgradeLag />
    </div>
  );
}

// As many colours as can be told apart; older versions are one.
const kVersionsShown = 6;

// In a month, and in many a week, projects use several versions and count in each; shares of days add
// up to little more than the whole. A chart has room for a hundred of them.
const kDaysShown = 100;

function adoptionGrain(view: View): Grain {
  if (view.per !== "") return view.per;
  return (daysOf(view.since) ?? kDaysShown) <= kDaysShown ? "day" : "week";
}

function Adoption() {
  const { view, words, formats } = useContext(Session);
  const per = adoptionGrain(view);
  const asked = useReport("versions", { ...parametersOf(view), per });
  return (
    <Panel asked={asked} name="versions" title={words.titles.adoption} size="wide">
      {(report) => (
        <ColumnChart
          label={words.titles.adoption}
          keys={periodsOf(report)}
          per={per}
          parts={adoptionParts(report, words.series.older)}
          partial={partialPeriods(report, per)}
          isOfOne
          text={formats.percent}
          tickText={formats.wholePercent}
        />
      )}
    </Panel>
  );
}

// The newest versions, each a part; what is older, together. The report has them in their order.
function adoptionParts(report: Report, older: string): Part[] {
  const rows = rowsOf(report);
  const keys = periodsOf(report);
  const versions = inOrder(rows);
  const own = versions.slice(-kVersionsShown);
  const part = (name: string, mark: string, isOf: (version: string) => boolean): Part => ({
    name,
    mark,
    values: keys.map((key) =>
      rows
        .filter((row) => row.text("begins") === key && isOf(row.text("version")))
        .reduce((sum, row) => sum + (row.share("of_projects")?.share ?? 0), 0),
    ),
  });
  const parts = own.map((version, index) =>
    part(
      visible(version),
      `step-${kVersionsShown - own.length + index + 1}`,
      (one) => one === version,
    ),
  );
  const hasOlder = versions.length > own.length;
  return hasOlder ? [part(older, "step-0", (version) => !own.includes(version)), ...parts] : parts;
}

// The versions of all periods in the order that each period has them in.
function inOrder(rows: Row[]): string[] {
  const order: string[] = [];
  let place = 0;
  let period = "";
  for (const row of rows) {
    if (row.text("begins") !== period) {
      period = row.text("begins");
      place = 0;
    }
    const known = order.indexOf(row.text("version"));
    if (known < 0) order.splice(place, 0, row.text("version"));
    place = (known < 0 ? place : known) + 1;
  }
  return order;
}

function UpgradeLag() {
  const { view } = useContext(Session);
  const columns = useColumns();
  const asked = useReport("upgrade-lag", parametersOf(view));
  return (
    <Panel asked={asked} name="upgrade-lag" size="wide">
      {(report) => (
        <MarkTable
          caption={report.title}
          rows={rowsOf(report).reverse()}
          columns={[
            columns.text("version"),
            columns.day("first_day"),
            columns.interval("upgraded", 1, "mark-a"),
            columns.share("upgraded"),
            columns.days("p50"),
            columns.days("p90"),
          ]}
        />
      )}
    </Panel>
  );
}

// The newest first: it is the one that something can be done about.
const kGuardsShown = 6;

function Guard() {
  const { view, words } = useContext(Session);
  const asked = useReport("release-guard", parametersOf(view));
  return (
    <Panel asked={asked} name="release-guard" size="wide">
      {(report) => (
        <ol class="guards">
          {rowsOf(report)
            .reverse()
            .slice(0, kGuardsShown)
            .map((row) => (
              <li key={row.text("version")}>
                <h3>
                  <ToolText
                    text={fill(words.guard.after, row.text("version"), row.text("before"))}
                  />
                </h3>
                <GuardLine title={words.guard.failed} cell={row.cell("failed")} />
                <GuardLine title={words.guard.p90} cell={row.cell("p90")} />
              </li>
            ))}
        </ol>
      )}
    </Panel>
  );
}

function GuardLine(props: { title: string; cell: Cell }) {
  const { words, formats } = useContext(Session);
  const { cell } = props;
  if (!isShareChange(cell) && !isDurationChange(cell)) return null;
  const [before, now] = isShareChange(cell)
    ? [shareText(cell.before, formats), shareText(cell.now, formats)]
    : [estimateText(cell.before, formats), estimateText(cell.now, formats)];
  const estimates = isShareChange(cell)
    ? [cell.before, cell.now].map((share) => ({
        ms: share.share ?? 0,
        low: share.low,
        high: share.high,
      }))
    : [cell.before, cell.now];
  const ends = estimates.flatMap((one) => [one.ms, one.low ?? one.ms, one.high ?? one.ms]);
  const range = { min: Math.min(...ends) * 0.9, max: Math.max(...ends) * 1.1 };
  const [first, second] = estimates;
  return (
    <div class="guard-line">
      <span class={`verdict ${cell.verdict.replaceAll(" ", "-")}`}>
        {wordFor(words.verdicts, cell.verdict)}
      </span>
      <span class="guard-title">{props.title}</span>
      {first !== undefined && second !== undefined && (
        <ChangeMark before={first} now={second} range={range} />
      )}
      <span class="guard-values">
        {before} → <b>{now}</b>
      </span>
    </div>
  );
}
