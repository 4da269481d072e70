// Options: which are used, and which could go.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf } from "../api/report";
import { CommandLink, MarkTable, ShareNumber } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { ToolText } from "../parts/text";
import { Session } from "../session";
import { ShareCell } from "./commands";

export function Options() {
  const { view, words, formats } = useContext(Session);
  const asked = useReport("options", parametersOf(view));
  return (
    <div class="panels">
      <Panel asked={asked} name="options" size="wide">
        {(report) => (
          <MarkTable
            caption={report.title}
            rows={rowsOf(report)}
            columns={[
              {
                title: words.columns.option,
                kind: "text",
                cell: (row) => <ToolText text={row.text("option")} />,
              },
              {
                title: words.columns.command,
                kind: "text",
                cell: (row) => <CommandLink command={row.text("command")} />,
              },
              {
                title: words.columns.runs,
                kind: "number",
                cell: (row) => formats.count(row.number("runs") ?? 0),
              },
              {
                title: "",
                kind: "mark",
                cell: (row) => <ShareCell row={row} column="of_projects" max={1} mark="mark-a" />,
              },
              {
                title: words.columns.of_projects,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_projects")} />,
              },
              {
                title: words.columns.of_runs,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_runs")} />,
              },
              {
                title: words.columns.in_ci,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("in_ci")} />,
              },
              {
                title: words.columns.newest_version,
                kind: "text",
                cell: (row) => <ToolText text={row.text("newest_version")} />,
              },
              {
                title: words.columns.last_day,
                kind: "number",
                cell: (row) => formats.period(row.text("last_day"), "day"),
              },
            ]}
          />
        )}
      </Panel>
    </div>
  );
}
