// A report as a table, whole: every column, every row, numbers under each other.
import { useContext, useState } from "preact/hooks";
import type { Report } from "../api/report";
import { Session } from "../session";
import { counted, wordFor } from "../words/words";
import { CellText } from "./cell";

// A screen of rows; more are a click away, and in the CSV.
export const kRowsShown = 25;

export function ReportTable(props: { report: Report; caption: string }) {
  const { words, formats } = useContext(Session);
  const [showsAll, setShowsAll] = useState(false);
  const { columns, rows } = props.report;
  // The tool stands at the top of the page.
  const shown = columns.map((_, index) => index).filter((index) => columns[index]?.name !== "app");
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={props.caption}>
        <table class="report">
          <caption class="unseen">{props.caption}</caption>
          <thead>
            <tr>
              {shown.map((index) => (
                <th key={index} scope="col" class={alignment(columns[index]?.kind)}>
                  {wordFor(words.columns, columns[index]?.name ?? "")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, showsAll ? rows.length : kRowsShown).map((row, number) => (
              <tr key={number}>
                {shown.map((index) => (
                  <td key={index} class={alignment(columns[index]?.kind)}>
                    <CellText
                      cell={row[index] ?? null}
                      kind={columns[index]?.kind ?? ""}
                      words={words}
                      formats={formats}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows count={rows.length} showsAll={showsAll} onChange={setShowsAll} />
    </>
  );
}

export function alignment(kind: string | undefined): string {
  return kind === "text" ? "is-text" : "is-number";
}

export function MoreRows(props: {
  count: number;
  shown?: number; // how many there are without a click
  showsAll: boolean;
  onChange: (all: boolean) => void;
}) {
  const { language, words, formats } = useContext(Session);
  if (props.count <= (props.shown ?? kRowsShown)) return null;
  const all = counted(language, words.counts.rows, props.count, formats.count(props.count));
  return (
    <button type="button" class="quiet more" onClick={() => props.onChange(!props.showsAll)}>
      {props.showsAll ? words.panel.showLess : words.panel.showAll.replace("{0}", all)}
    </button>
  );
}
