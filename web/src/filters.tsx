// What is shown: tool, period, grain, and of which runs. All of it is in the address.
import { useContext, useId } from "preact/hooks";
import { grainOf, kGrains, kPlaces, type Grain, type Place } from "./address";
import { useReportLater } from "./api/questions";
import { cellsOf } from "./api/report";
import { valueOf } from "./api/use_asked";
import { visible } from "./format";
import { Session } from "./session";

const kPeriods = ["7d", "30d", "90d", "180d", "365d"] as const;

export function Filters(props: { tools: string[]; hasFilters: boolean }) {
  const { view, words, go } = useContext(Session);
  const tools =
    view.tool === "" || props.tools.includes(view.tool) ? props.tools : [view.tool, ...props.tools];
  const isFiltered = view.command !== "" || view.version !== "" || view.where !== "all";
  return (
    <form
      class="filters"
      aria-label={words.controls.view}
      onSubmit={(event) => event.preventDefault()}
    >
      <Choice
        label={words.controls.tool}
        value={view.tool}
        options={tools.map((tool) => [tool, tool])}
        onChange={(tool) => go({ tool, command: "", version: "" })}
      />
      {props.hasFilters && (
        <>
          <PeriodChoice />
          <Choice
            label={words.controls.per}
            value={view.per}
            options={[
              ["", `${words.grains[grainOf({ ...view, per: "" })]} (${words.controls.automatic})`],
              ...kGrains.map((grain): [string, string] => [grain, words.grains[grain]]),
            ]}
            onChange={(per) => go({ per: per as Grain | "" })}
          />
          <Choice
            label={words.controls.where}
            value={view.where}
            options={kPlaces.map((place) => [place, words.places[place]])}
            onChange={(where) => go({ where: where as Place })}
          />
          {view.tool !== "" && <SeenChoices />}
          {isFiltered && (
            <button
              type="button"
              class="quiet"
              onClick={() => go({ command: "", version: "", where: "all" })}
            >
              {words.controls.clear}
            </button>
          )}
        </>
      )}
    </form>
  );
}

function PeriodChoice() {
  const { view, words, go } = useContext(Session);
  const options = kPeriods.map((period): [string, string] => [period, words.periods[period]]);
  if (!kPeriods.some((period) => period === view.since)) options.unshift([view.since, view.since]);
  return (
    <Choice
      label={words.controls.period}
      value={view.since}
      options={options}
      onChange={(since) => go({ since })}
    />
  );
}

// The commands and versions that were seen in the time asked about.
function SeenChoices() {
  const { view, words, go } = useContext(Session);
  // What the first panel of a page asks as well.
  const time = { app: view.tool, since: view.since, per: grainOf(view) };
  const commands = useSeen("commands", "command", time);
  const versions = useSeen("versions", "version", { ...time, per: "month" }).reverse();
  return (
    <>
      <Choice
        label={words.controls.command}
        value={view.command}
        options={withAny(words.controls.any, commands, view.command)}
        onChange={(command) => go({ command })}
      />
      <Choice
        label={words.controls.version}
        value={view.version}
        options={withAny(words.controls.any, versions, view.version)}
        onChange={(version) => go({ version })}
      />
    </>
  );
}

function useSeen(report: string, column: string, parameters: Record<string, string>): string[] {
  const answer = valueOf(useReportLater(report, parameters));
  if (answer === undefined) return [];
  const texts = cellsOf(answer, column).filter((cell): cell is string => typeof cell === "string");
  return [...new Set(texts)];
}

function withAny(any: string, seen: string[], chosen: string): [string, string][] {
  const known = chosen === "" || seen.includes(chosen) ? seen : [chosen, ...seen];
  return [["", any], ...known.map((text): [string, string] => [text, visible(text)])];
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, label: string][];
  onChange: (value: string) => void;
}

function Choice(props: ChoiceProps) {
  const id = useId();
  return (
    <div class="choice">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
