// Versions: who is on which, how fast they get there, and whether one is worse than the one before.
import { useContext } from "preact/hooks";
import { daysOf, type Grain, type View } from "../address";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report, type Row } from "../api/report";
import { ColumnChart, type Part } from "../charts/column_chart";
import { visible } from "../format";
import { useColumns } from "../parts/columns";
import { MarkTable } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { partialPeriods, periodsOf } from "../parts/periods";
import { Guard, Release } from "../parts/release_guard";
import { Session } from "../session";

export function Versions() {
  return (
    <div class="panels">
      <Adoption />
      <Release />
      <Guard />
      <UpgradeLag />
    </div>
  );
}

// The version that is chosen is asked about; the others stay in sight.
function ofAllVersions(view: View): View {
  return { ...view, version: "" };
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
  const asked = useReport("versions", { ...parametersOf(ofAllVersions(view)), per });
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
  const asked = useReport("upgrade-lag", parametersOf(ofAllVersions(view)));
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
