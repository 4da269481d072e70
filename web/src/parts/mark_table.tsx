// A table whose rows have marks: what is ranked, and the numbers beside it.
import type { ComponentChildren } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Row } from "../api/report";
import { kRowsShown, MoreRows } from "./report_table";
import { Session } from "../session";
import { ToolText } from "./text";

export interface MarkColumn {
  title: string;
  kind: "text" | "number" | "mark";
  cell: (row: Row) => ComponentChildren;
}

export function MarkTable(props: {
  caption: string;
  rows: Row[];
  columns: MarkColumn[];
  rowsShown?: number;
}) {
  const [showsAll, setShowsAll] = useState(false);
  const count = props.rowsShown ?? kRowsShown;
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={props.caption}>
        <table class="marks">
          <caption class="unseen">{props.caption}</caption>
          <thead>
            <tr>
              {props.columns.map((column) => (
                <th key={column.title} scope="col" class={`is-${column.kind}`}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.slice(0, showsAll ? props.rows.length : count).map((row, index) => (
              <tr key={index}>
                {props.columns.map((column, place) =>
                  place === 0 ? (
                    <th key={column.title} scope="row" class="is-text">
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={column.title} class={`is-${column.kind}`}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {props.rowsShown === undefined && (
        <MoreRows count={props.rows.length} showsAll={showsAll} onChange={setShowsAll} />
      )}
    </>
  );
}

// A share as a number, with the n it is of, small, under it.
export function ShareNumber(props: {
  share: { share: number | null; low: number; high: number; of: number } | null;
}) {
  const { formats } = useContext(Session);
  const share = props.share;
  if (share === null || share.share === null) return <>–</>;
  const low = formats.percent(share.low).replace(/\s*%$/, "");
  return (
    <span
      class="share-number"
      title={`${low}–${formats.percent(share.high)}, n=${formats.count(share.of)}`}
    >
      {formats.percent(share.share)}
      <small>
        {low}–{formats.percent(share.high)}
      </small>
    </span>
  );
}

// The name of a command, which asks about it alone, or about all again.
export function CommandLink(props: { command: string }) {
  const { view, words, go } = useContext(Session);
  if (props.command === "") return <em>{words.controls.any}</em>;
  const isChosen = view.command === props.command;
  return (
    <Choose isChosen={isChosen} onClick={() => go({ command: isChosen ? "" : props.command })}>
      <ToolText text={props.command} />
    </Choose>
  );
}

// The name of an option, which asks whether it can go.
export function OptionLink(props: { option: string }) {
  const { view, go } = useContext(Session);
  const isChosen = view.option === props.option;
  return (
    <Choose isChosen={isChosen} onClick={() => go({ option: isChosen ? "" : props.option })}>
      <ToolText text={props.option} />
    </Choose>
  );
}

function Choose(props: { isChosen: boolean; onClick: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="link" aria-pressed={props.isChosen} onClick={props.onClick}>
      {props.children}
    </button>
  );
}
