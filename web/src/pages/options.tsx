// Options: which are used, and which could go.
import { useContext } from "preact/hooks";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf } from "../api/report";
import { Answers } from "../parts/answers";
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
      <CanItGo />
      <Panel asked={asked} name="options" size="wide">
        {(report) => (
          <MarkTable
            caption={report.title}
            rows={rowsOf(report)}
            columns={[
              columns.option,
              columns.command,
              columns.count("runs"),
              columns.interval("of_projects", 1, "mark-a"),
              columns.share("of_projects"),
              columns.share("of_runs"),
              columns.share("in_ci"),
              columns.day("last_day"),
            ]}
          />
        )}
      </Panel>
    </div>
  );
}

// Whether the option that was chosen below can go.
function CanItGo() {
  const { view, words } = useContext(Session);
  if (view.option === "") {
    return (
      <section class="panel wide">
        <p class="question">{words.options.choose}</p>
      </section>
    );
  }
  return <OptionAnswer />;
}

function OptionAnswer() {
  const { view } = useContext(Session);
  const columns = useColumns();
  const asked = useReport("option", { ...parametersOf(view), about: view.option });
  return (
    <Panel asked={asked} name="option" size="wide">
      {(report) => (
        <>
          <Answers report={report} />
          <MarkTable
            caption={report.title}
            rows={rowsOf(report)}
            columns={[
              columns.command,
              columns.count("runs"),
              columns.interval("of_projects", 1, "mark-a"),
              columns.share("of_projects"),
              columns.share("of_runs"),
              columns.share("in_ci"),
              columns.text("oldest_version"),
              columns.text("newest_version"),
              columns.day("last_day"),
            ]}
          />
        </>
      )}
    </Panel>
  );
}
