// The four numbers of a time, each beside the one of the time before.
import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { periodBefore } from "../address";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf, type Report, type Row } from "../api/report";
import { valueOf } from "../api/use_asked";
import { Session } from "../session";
import { fill } from "../words/words";
import { intervalText } from "./cell";
import { Failed, Loading } from "./states";

export function Tiles() {
  const { view, words, refresh } = useContext(Session);
  const parameters = parametersOf(view);
  const period = periodBefore(view.since);
  const now = useReport("summary", parameters);
  // Where there is no time before, it is asked about this one once more and not shown.
  const before = useReport("summary", { ...parameters, ...period });
  const report = valueOf(now);
  if (now.state === "failed") return <Failed error={now.error} retry={refresh} />;
  if (report === undefined) return <Loading />;
  const row = rowsOf(report)[0];
  if (row === undefined) return <NothingSeen />;
  const rowBefore = period === undefined ? undefined : rowsOf(valueOf(before) ?? kNoReport)[0];
  const isAsking = period !== undefined && before.state === "loading";
  const missing = period === undefined ? words.tiles.noBeforeUnit : words.tiles.noBefore;
  return (
    <dl class="tiles" aria-busy={isAsking}>
      <CountTile
        name="projects"
        row={row}
        before={rowBefore}
        missing={isAsking ? kNotYet : missing}
        report={report}
      />
      <CountTile
        name="runs"
        row={row}
        before={rowBefore}
        missing={isAsking ? kNotYet : missing}
        report={report}
      />
      <FailedTile row={row} before={rowBefore} missing={isAsking ? kNotYet : missing} />
      <MedianTile row={row} before={rowBefore} missing={isAsking ? kNotYet : missing} />
    </dl>
  );
}

// As high as what comes.
const kNotYet = "\u00a0";

const kNoReport = { columns: [], rows: [] as Report["rows"] } as unknown as Report;

function NothingSeen() {
  const { words } = useContext(Session);
  return (
    <div class="state">
      <strong>{words.states.empty}</strong>
      <p>{words.states.emptyHint}</p>
    </div>
  );
}

interface TileProps {
  row: Row;
  before: Row | undefined;
  missing: string; // what is said where there is nothing before
}

// Whether it went up or down is no judgement; of failures and durations, up is worse.
function Tile(props: {
  title: string;
  value: string;
  detail: ComponentChildren;
  before: string;
  change: string;
  tone?: string;
}) {
  return (
    <div class="tile">
      <dt>{props.title}</dt>
      <dd class="value">{props.value}</dd>
      <dd class="change">
        {props.change !== "" && <span class={`delta ${props.tone ?? ""}`}>{props.change}</span>}{" "}
        {props.before}
      </dd>
      <dd class="detail">{props.detail}</dd>
    </div>
  );
}

// What way it went, for as many digits as are shown.
function arrow(difference: number): string {
  const shown = Math.round(difference * 1000);
  if (shown === 0) return "";
  return shown > 0 ? "▲ " : "▼ ";
}

function CountTile(props: TileProps & { name: "projects" | "runs"; report: Report }) {
  const { words, formats } = useContext(Session);
  const value = props.row.number(props.name) ?? 0;
  const before = props.before?.number(props.name) ?? 0;
  const ratio = before > 0 ? value / before - 1 : 0;
  const outside = formats.count(props.report.coverage.runsWithoutProject);
  return (
    <Tile
      title={words.tiles[props.name]}
      value={formats.count(value)}
      change={before > 0 ? arrow(ratio) + formats.signedPercent(ratio) : ""}
      before={before > 0 ? fill(words.tiles.before, formats.count(before)) : props.missing}
      detail={props.name === "runs" ? fill(words.tiles.withoutProject, outside) : null}
    />
  );
}

function FailedTile({ row, before, missing }: TileProps) {
  const { words, formats } = useContext(Session);
  const share = row.share("failed");
  const shareBefore = before?.share("failed")?.share ?? null;
  const value = share?.share ?? null;
  const difference = value !== null && shareBefore !== null ? value - shareBefore : 0;
  const interval = share === null ? ["", ""] : intervalText(share, formats).split("–");
  return (
    <Tile
      title={words.tiles.failed}
      value={value === null ? "–" : formats.percent(value)}
      change={
        shareBefore === null
          ? ""
          : arrow(difference) + fill(words.tiles.points, formats.points(difference))
      }
      before={
        shareBefore === null ? missing : fill(words.tiles.before, formats.percent(shareBefore))
      }
      detail={
        value === null
          ? null
          : `${fill(words.tiles.ofEnded, formats.count(share?.of ?? 0))}; ${fill(words.tiles.sure, `${interval[0] ?? ""}`, interval[1] ?? "")}`
      }
    />
  );
}

function MedianTile({ row, before, missing }: TileProps) {
  const { words, formats } = useContext(Session);
  const value = row.number("p50");
  const p90 = row.number("p90");
  const valueBefore = before?.number("p50") ?? null;
  const ratio =
    value !== null && valueBefore !== null && valueBefore > 0 ? value / valueBefore - 1 : 0;
  return (
    <Tile
      title={words.tiles.median}
      value={value === null ? "–" : formats.duration(value)}
      change={valueBefore === null ? "" : arrow(ratio) + formats.signedPercent(ratio)}
      before={
        valueBefore === null ? missing : fill(words.tiles.before, formats.duration(valueBefore))
      }
      detail={p90 === null ? null : fill(words.tiles.succeeded, formats.duration(p90))}
    />
  );
}
