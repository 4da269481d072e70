// The frame of everything that is shown of a report: title, question, chart or table, CSV, what it
// rests on, and how it was computed.
import type { ComponentChildren } from "preact";
import { useContext, useId, useState } from "preact/hooks";
import { useCatalogue } from "../api/questions";
import type { Report } from "../api/report";
import { valueOf, type Asked } from "../api/use_asked";
import { csvOf, download } from "../csv";
import { Session } from "../session";
import { counted, fill } from "../words/words";
import { reportWords } from "../words/report_words";
import { ReportTable } from "./report_table";
import { Empty, Failed, Loading } from "./states";

export type PanelSize = "wide" | "half" | "third";

export interface PanelProps {
  asked: Asked<Report>;
  name: string; // of the report
  title?: string; // instead of the report's
  question?: string;
  size?: PanelSize; // of the page's width; half of it if not said
  isTable?: boolean; // what is shown is the table already
  children: (report: Report) => ComponentChildren; // the chart
}

export function Panel(props: PanelProps) {
  const { language, words, refresh } = useContext(Session);
  const [showsTable, setShowsTable] = useState(false);
  const id = useId();
  const said = reportWords(language, props.name);
  const report = valueOf(props.asked);
  const title = props.title ?? said?.title ?? report?.title ?? "";
  return (
    <section
      data-report={props.name}
      class={`panel ${props.size ?? "half"}`}
      aria-labelledby={id}
      aria-busy={props.asked.state === "loading"}
    >
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          <p class="question">{props.question ?? said?.question ?? report?.question}</p>
        </div>
        {report !== undefined && report.rows.length > 0 && (
          <div class="panel-tools" role="group" aria-label={fill(words.panel.showAs, title)}>
            {props.isTable !== true && (
              <>
                <button
                  type="button"
                  aria-pressed={!showsTable}
                  onClick={() => setShowsTable(false)}
                >
                  {words.panel.chart}
                </button>
                <button type="button" aria-pressed={showsTable} onClick={() => setShowsTable(true)}>
                  {words.panel.table}
                </button>
              </>
            )}
            <button
              type="button"
              title={fill(words.panel.csvOf, title)}
              aria-label={fill(words.panel.csvOf, title)}
              onClick={() => download(`${props.name}.csv`, csvOf(report))}
            >
              {words.panel.csv}
            </button>
          </div>
        )}
      </header>
      {props.asked.state === "failed" && <Failed error={props.asked.error} retry={refresh} />}
      {props.asked.state === "loading" && report === undefined && <Loading />}
      {report !== undefined && report.rows.length === 0 && <Empty />}
      {report !== undefined && report.rows.length > 0 && (
        <div class="panel-body">
          {showsTable ? <ReportTable report={report} caption={title} /> : props.children(report)}
        </div>
      )}
      {report !== undefined && <Basis report={report} name={props.name} />}
    </section>
  );
}

// The n of all that the report counts, and by which rules.
function Basis(props: { report: Report; name: string }) {
  const { language, words, formats } = useContext(Session);
  const { coverage } = props.report;
  const rules = useRules(props.name);
  const runs = counted(language, words.counts.runs, coverage.runs, formats.count(coverage.runs));
  const projects = counted(
    language,
    words.counts.projects,
    coverage.projects,
    formats.count(coverage.projects),
  );
  const days =
    coverage.firstDay === null || coverage.lastDay === null
      ? words.panel.noDays
      : fill(words.panel.basisDays, formats.day(coverage.firstDay), formats.day(coverage.lastDay));
  return (
    <footer>
      <p class="basis">{fill(words.panel.basis, runs, projects, days)}</p>
      {rules.length > 0 && (
        <details>
          <summary>{words.panel.computed}</summary>
          {rules.map((paragraph) => (
            <p key={paragraph}>
              <Codes text={paragraph} />
            </p>
          ))}
        </details>
      )}
    </footer>
  );
}

function useRules(name: string): string[] {
  const { language } = useContext(Session);
  const catalogue = valueOf(useCatalogue());
  const rules =
    reportWords(language, name)?.rules ??
    catalogue?.find((entry) => entry.name === name)?.rules ??
    "";
  return rules.split("\n").filter((paragraph) => paragraph !== "");
}

// What stands between backticks is a name.
export function Codes(props: { text: string }) {
  const parts = props.text.split("`");
  return (
    <>{parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}
