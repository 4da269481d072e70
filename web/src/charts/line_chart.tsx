// Lines over time, with the interval of each where it has one. A gap is where nothing was counted.
import { area, line } from "d3-shape";
import type { Grain } from "../address";
import { Legend } from "./legend";
import { durationScale, linearScale } from "./scales";
import { TimeChart, type SlotPlace } from "./time_chart";

export interface Point {
  key: string;
  value: number | null;
  low?: number;
  high?: number;
  note?: string; // behind the value in the readout: n
}

export interface Line {
  name: string;
  mark: string; // a class of marks.css
  points: Point[];
}

export interface LineChartProps {
  label: string;
  keys: string[];
  per: Grain;
  partial: Set<string>;
  lines: Line[];
  scale: "linear" | "duration";
  text: (value: number) => string;
  tickText?: (value: number) => string;
}

export function LineChart(props: LineChartProps) {
  const all = props.lines.flatMap((one) =>
    one.points.flatMap((point) => (point.value === null ? [] : [point.value])),
  );
  return (
    <>
      {props.lines.length > 1 && <Legend entries={props.lines} />}
      <TimeChart
        label={props.label}
        keys={props.keys}
        per={props.per}
        partial={props.partial}
        tickText={props.tickText ?? props.text}
        scaleOf={(frame) =>
          props.scale === "duration" && all.length > 0
            ? durationScale(all, frame)
            : linearScale(Math.max(0, ...all) * 1.1, frame)
        }
        readout={(index) =>
          props.lines.map((one) => ({
            name: one.name,
            mark: one.mark,
            value: readoutOf(pointAt(one, props.keys[index]), props.text),
          }))
        }
      >
        {(frame, place, x) =>
          props.lines.map((one) => (
            <OneLine
              key={one.mark}
              line={one}
              keys={props.keys}
              partial={props.partial}
              place={place}
              x={x}
              top={frame.top}
            />
          ))
        }
      </TimeChart>
    </>
  );
}

function pointAt(one: Line, key: string | undefined): Point | undefined {
  return one.points.find((point) => point.key === key);
}

function readoutOf(point: Point | undefined, text: (value: number) => string): string {
  if (point === undefined || point.value === null) return "–";
  return point.note === undefined ? text(point.value) : `${text(point.value)} (${point.note})`;
}

interface OneLineProps {
  line: Line;
  keys: string[];
  partial: Set<string>;
  place: (value: number) => number;
  x: SlotPlace;
  top: number;
}

function OneLine({ line: one, keys, partial, place, x, top }: OneLineProps) {
  const points = keys.map((key) => pointAt(one, key) ?? { key, value: null });
  const path = line<Point>()
    .defined((point) => point.value !== null)
    .x((point) => x.middle(point.key))
    .y((point) => place(point.value ?? 0))(points);
  const between = area<Point>()
    .defined((point) => point.value !== null && point.low !== undefined)
    .x((point) => x.middle(point.key))
    .y0((point) => place(point.low ?? 0))
    .y1((point) => Math.max(top, place(point.high ?? 0)))(points);
  return (
    <g class={one.mark}>
      {between !== null && <path class="interval" d={between} />}
      {path !== null && <path class="line" d={path} />}
      {points.map(
        (point) =>
          point.value !== null && (
            <circle
              key={point.key}
              class={partial.has(point.key) ? "point partial" : "point"}
              cx={x.middle(point.key)}
              cy={place(point.value)}
              r={points.length > 40 ? 1.5 : 2.6}
            />
          ),
      )}
    </g>
  );
}
