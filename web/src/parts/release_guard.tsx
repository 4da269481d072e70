// Whether a version is worse than the one before it.
import { useContext, useState } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import {
  isChange,
  isDurationChange,
  isShareChange,
  rowsOf,
  type Cell,
  type Row,
} from "../api/report";
import { valueOf } from "../api/use_asked";
import { ChangeMark } from "../charts/row_marks";
import { Session } from "../session";
import { fill } from "../words/words";
import { Answers, Verdict } from "./answers";
import { estimateText, shareText } from "./cell";
import { Panel } from "./panel";
import { MoreRows } from "./report_table";
import { ToolText } from "./text";

// The version that was chosen, or else the newest: by command, with an answer of all together.
export function Release() {
  const { view } = useContext(Session);
  // The newest that a guard knows has one before it.
  const guard = valueOf(useReport("release-guard", { ...parametersOf(view), version: "" }));
  const newest = guard === undefined ? "" : (rowsOf(guard).at(-1)?.text("version") ?? "");
  const about = view.version === "" ? newest : view.version;
  return about === "" ? null : <ReleaseAnswer about={about} />;
}

function ReleaseAnswer(props: { about: string }) {
  const { view, words } = useContext(Session);
  const parameters = { ...parametersOf(view), version: "", about: props.about };
  const asked = useReport("release", parameters);
  const title = (row: Row) => (row.text("command") === "" ? words.guard.all : row.text("command"));
  return (
    <Panel asked={asked} name="release" size="wide">
      {(report) => (
        <>
          <Answers report={report} />
          <Guards rows={worstFirst(rowsOf(report))} title={title} />
        </>
      )}
    </Panel>
  );
}

// The first row is of all commands together. Of the others, those that are worse are what one looks for.
function worstFirst(rows: Row[]): Row[] {
  const isWorse = (row: Row) =>
    ["failed", "p90"].some((name) => {
      const cell = row.cell(name);
      return isChange(cell) && cell.verdict === "worse";
    });
  const [all, ...commands] = rows;
  const sorted = [...commands.filter(isWorse), ...commands.filter((row) => !isWorse(row))];
  return all === undefined ? [] : [all, ...sorted];
}

export function Guard() {
  const { view, words } = useContext(Session);
  const asked = useReport("release-guard", { ...parametersOf(view), version: "" });
  const title = (row: Row) => fill(words.guard.after, row.text("version"), row.text("before"));
  // The newest first: it is the one that something can be done about.
  return (
    <Panel asked={asked} name="release-guard" size="wide">
      {(report) => <Guards rows={rowsOf(report).reverse()} title={title} />}
    </Panel>
  );
}

const kGuardsShown = 4;

function Guards(props: { rows: Row[]; title: (row: Row) => string }) {
  const { words } = useContext(Session);
  const [showsAll, setShowsAll] = useState(false);
  const shown = props.rows.slice(0, showsAll ? props.rows.length : kGuardsShown);
  return (
    <>
      <ol class="guards">
        {shown.map((row) => (
          <li key={props.title(row)}>
            <h3>
              <ToolText text={props.title(row)} />
            </h3>
            <GuardLine title={words.guard.failed} cell={row.cell("failed")} />
            <GuardLine title={words.guard.p90} cell={row.cell("p90")} />
          </li>
        ))}
      </ol>
      <MoreRows
        count={props.rows.length}
        shown={kGuardsShown}
        showsAll={showsAll}
        onChange={setShowsAll}
      />
    </>
  );
}

function GuardLine(props: { title: string; cell: Cell }) {
  const { formats } = useContext(Session);
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
      <Verdict verdict={cell.verdict} />
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
