// How the tool is used, in one look.
import { useContext } from "preact/hooks";
import { searchOf } from "../address";
import { parametersOf, useReportLater } from "../api/questions";
import { rowsOf } from "../api/report";
import { useColumns } from "../parts/columns";
import { MarkTable, type MarkColumn } from "../parts/mark_table";
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
  const { view, words } = useContext(Session);
  const columns = useColumns();
  // Below what a screen shows at first, which need not wait for it.
  const asked = useReportLater("commands", parametersOf(view));
  return (
    <Panel asked={asked} name="commands" title={words.titles.topCommands} size="wide">
      {(report) => {
        const rows = rowsOf(report);
        const command: MarkColumn = {
          ...columns.command,
          cell: (row) => <CommandPageLink command={row.text("command")} />,
        };
        return (
          <MarkTable
            caption={words.titles.topCommands}
            rows={rows}
            rowsShown={kCommandsShown}
            columns={[
              command,
              columns.bar("runs", rows),
              columns.count("runs"),
              columns.share("of_all_runs"),
            ]}
          />
        );
      }}
    </Panel>
  );
}

function CommandPageLink(props: { command: string }) {
  const { view, go } = useContext(Session);
  const change = { page: "commands", command: props.command } as const;
  return (
    <a
      href={searchOf({ ...view, ...change })}
      onClick={(event) => followInPlace(event, () => go(change))}
    >
      <ToolText text={props.command} />
    </a>
  );
}
