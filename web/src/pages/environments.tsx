// Environments: where the tool runs. Runs of the combinations add up; projects do not, so what is
// shown of one thing alone is shares of runs.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report } from "../api/report";
import { Bar } from "../charts/row_marks";
import { Panel } from "../parts/panel";
import { ReportTable } from "../parts/report_table";
import { ToolText } from "../parts/text";
import { ProjectsByPlacePanel } from "../parts/trend_panels";
import { Session } from "../session";

export function Environments() {
  const { words } = useContext(Session);
  return (
    <div class="panels">
      <Share column="os" title={words.titles.byOs} question={words.questions.byOs} />
      <Share column="arch" title={words.titles.byArch} question={words.questions.byArch} />
      <Share column="where" title={words.titles.byWhere} question={words.questions.byWhere} />
      <Share column="channel" title={words.titles.byChannel} question={words.questions.byChannel} />
      <ProjectsByPlacePanel />
      <Combinations />
    </div>
  );
}

function Share(props: { column: string; title: string; question: string }) {
  const { view, words, formats } = useContext(Session);
  const asked = useReport("environments", parametersOf(view));
  return (
    <Panel asked={asked} name="environments" title={props.title} question={props.question}>
      {(report) => {
        const sums = runsBy(report, props.column);
        const all = [...sums.values()].reduce((sum, runs) => sum + runs, 0);
        return (
          <ul class="shares">
            {[...sums].map(([name, runs]) => (
              <li key={name}>
                <span class="share-name">
                  {name === "" ? <i>{words.series.none}</i> : <ToolText text={name} />}
                </span>
                <Bar value={runs} max={all} />
                <b>{formats.percent(all > 0 ? runs / all : 0)}</b>
                <small>{formats.count(runs)}</small>
              </li>
            ))}
          </ul>
        );
      }}
    </Panel>
  );
}

// The most used first.
function runsBy(report: Report, column: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rowsOf(report)) {
    const name = row.text(column);
    sums.set(name, (sums.get(name) ?? 0) + (row.number("runs") ?? 0));
  }
  return new Map([...sums].sort(([, one], [, other]) => other - one));
}

function Combinations() {
  const { view, words } = useContext(Session);
  const asked = useReport("environments", parametersOf(view));
  return (
    <Panel asked={asked} name="environments" title={words.titles.combinations} isTable size="wide">
      {(report) => <ReportTable report={report} caption={words.titles.combinations} />}
    </Panel>
  );
}
