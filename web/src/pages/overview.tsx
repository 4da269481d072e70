// How the tool is used, in one look.
import { useContext } from "preact/hooks";
import { searchOf } from "../address";
import { parametersOf, useReport } from "../api/questions";
import { rowsOf } from "../api/report";
import { Bar } from "../charts/row_marks";
import { MarkTable, ShareNumber } from "../parts/mark_table";
import { Panel } from "../parts/panel";
import { ToolText } from "../parts/text";
import { Tiles } from "../parts/tiles";
import {
  ActivityPanel,
  DurationsTrendPanel,
  FailuresTrendPanel,
  ProjectsPanel,
} from "../parts/trend_panels";
import { Session } from "../session";
import { followInPlace } from "../shell";

const kCommandsShown = 8;

export function Overview() {
  return (
    <>
      <Tiles />
      <div class="panels">
        <ActivityPanel />
        <ProjectsPanel size="third" />
        <FailuresTrendPanel size="third" />
        <DurationsTrendPanel size="third" />
        <TopCommands />
      </div>
    </>
  );
}

function TopCommands() {
  const { view, words, formats, go } = useContext(Session);
  const asked = useReport("commands", parametersOf(view));
  return (
    <Panel asked={asked} name="commands" title={words.titles.topCommands} size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const max = Math.max(0, ...rows.map((row) => row.number("runs") ?? 0));
        return (
          <MarkTable
            caption={words.titles.topCommands}
            rows={rows}
            rowsShown={kCommandsShown}
            columns={[
              {
                title: words.columns.command,
                kind: "text",
                cell: (row) => {
                  const change = { page: "commands", command: row.text("command") } as const;
                  return (
                    <a
                      href={searchOf({ ...view, ...change })}
                      onClick={(event) => followInPlace(event, () => go(change))}
                    >
                      <ToolText text={row.text("command")} />
                    </a>
                  );
                },
              },
              {
                title: "",
                kind: "mark",
                cell: (row) => <Bar value={row.number("runs") ?? 0} max={max} />,
              },
              {
                title: words.columns.runs,
                kind: "number",
                cell: (row) => formats.count(row.number("runs") ?? 0),
              },
              {
                title: words.columns.of_all_runs,
                kind: "number",
                cell: (row) => <ShareNumber share={row.share("of_all_runs")} />,
              },
            ]}
          />
        );
      }}
    </Panel>
  );
}
