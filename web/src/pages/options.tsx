// Options: which are used, and which could go.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf } from "../api/report";
import { useColumns } from "../parts/columns";
import { MarkTable } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { Session } from "../session";

export function Options() {
  const { view } = useContext(Session);
  const columns = useColumns();
  const asked = useReport("options", parametersOf(view));
  return (
    <div class="panels">
      <Panel asked={asked} name="options" size="wide">
        {(report) => (
          <MarkTable
            caption={report.title}
            rows={rowsOf(report)}
            columns={[
              columns.text("option"),
              columns.command,
              columns.count("runs"),
              columns.interval("of_projects", 1, "mark-a"),
              columns.share("of_projects"),
              columns.share("of_runs"),
              columns.share("in_ci"),
              columns.text("newest_version"),
              columns.day("last_day"),
            ]}
          />
        )}
      </Panel>
    </div>
  );
}
