// Retention: of the projects that began in a week, the share that was seen so many weeks later.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report, type Share } from "../api/report";
import { Panel } from "../parts/panel";
import { Session } from "../session";
import { fill } from "../words/words";

export function Retention() {
  const { view } = useContext(Session);
  const asked = useReport("retention", parametersOf(view));
  return (
    <div class="panels">
      <Panel asked={asked} name="retention" size="wide">
        {(report) => <Cohorts report={report} />}
      </Panel>
    </div>
  );
}

interface Cohort {
  firstWeek: string;
  size: number;
  shares: Map<number, Share>; // by weeks later
}

function cohortsOf(report: Report): Cohort[] {
  const cohorts = new Map<string, Cohort>();
  for (const row of rowsOf(report)) {
    const firstWeek = row.text("first_week");
    const share = row.share("of_projects");
    if (share === null) continue;
    const cohort = cohorts.get(firstWeek) ?? { firstWeek, size: share.of, shares: new Map() };
    cohort.shares.set(row.number("weeks_later") ?? 0, share);
    cohorts.set(firstWeek, cohort);
  }
  return [...cohorts.values()];
}

// A share in ten steps of one colour.
function step(share: number): string {
  return `heat-${Math.min(10, Math.round(share * 10))}`;
}

function Cohorts(props: { report: Report }) {
  const { words, formats } = useContext(Session);
  const cohorts = cohortsOf(props.report);
  const weeks = Math.max(0, ...cohorts.flatMap((cohort) => [...cohort.shares.keys()]));
  const columns = Array.from({ length: weeks + 1 }, (_, week) => week);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={props.report.title}>
      <table class="cohorts">
        <caption class="unseen">{props.report.title}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} class="is-text">
              {words.retention.cohort}
            </th>
            <th scope="col" rowSpan={2} class="is-number">
              {words.retention.size}
            </th>
            <th scope="colgroup" colSpan={columns.length} class="is-text">
              {words.retention.weeksLater}
            </th>
          </tr>
          <tr>
            {columns.map((week) => (
              <th key={week} scope="col">
                {week}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.firstWeek}>
              <th scope="row" class="is-text">
                {formats.period(cohort.firstWeek, "day")}
              </th>
              <td class="is-number">{formats.count(cohort.size)}</td>
              {columns.map((week) => (
                <CohortCell key={week} share={cohort.shares.get(week)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CohortCell(props: { share: Share | undefined }) {
  const { words, formats } = useContext(Session);
  const { share } = props;
  if (share === undefined || share.share === null) return <td class="heat heat-none" />;
  const exact = fill(
    words.retention.cell,
    formats.count(share.count),
    formats.count(share.of),
    `${formats.percent(share.low)}–${formats.percent(share.high)}`,
  );
  return (
    <td class={`heat ${step(share.share)}`} title={exact}>
      {Math.round(share.share * 100)}
    </td>
  );
}
