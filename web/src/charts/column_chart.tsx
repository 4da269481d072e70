// Columns over time, each a stack of parts.
import type { Grain } from "../address";
import { Legend } from "./legend";
import { linearScale, shareScale } from "./scales";
import { TimeChart } from "./time_chart";

export interface Part {
  name: string;
  mark: string; // a class of marks.css
  values: number[]; // as long as the keys
}

export interface ColumnChartProps {
  label: string;
  keys: string[];
  per: Grain;
  partial: Set<string>;
  parts: Part[]; // from the bottom up
  text: (value: number) => string;
  tickText?: (value: number) => string;
  isOfOne?: boolean; // the parts are shares of a whole
  hasLegend?: boolean;
}

export function ColumnChart(props: ColumnChartProps) {
  const sums = props.keys.map((_, index) =>
    props.parts.reduce((sum, part) => sum + (part.values[index] ?? 0), 0),
  );
  return (
    <>
      {(props.parts.length > 1 || props.hasLegend === true) && <Legend entries={props.parts} />}
      <TimeChart
        label={props.label}
        keys={props.keys}
        per={props.per}
        partial={props.partial}
        tickText={props.tickText ?? props.text}
        scaleOf={(frame) =>
          props.isOfOne === true
            ? shareScale(Math.max(...sums, 1), frame)
            : linearScale(Math.max(...sums, 0), frame)
        }
        readout={(index) =>
          [...props.parts]
            .reverse()
            .filter((part) => (part.values[index] ?? 0) > 0)
            .map((part) => ({
              name: part.name,
              mark: part.mark,
              value: props.text(part.values[index] ?? 0),
            }))
        }
      >
        {(_frame, place, x) =>
          props.keys.map((key, index) => {
            let below = 0;
            return props.parts.map((part) => {
              const value = part.values[index] ?? 0;
              const top = place(below + value);
              const height = place(below) - top;
              below += value;
              return (
                height > 0 && (
                  <rect
                    key={`${key} ${part.mark}`}
                    class={`column ${part.mark}${props.partial.has(key) ? " partial" : ""}`}
                    x={x.begin(key)}
                    y={top}
                    width={x.width}
                    height={height}
                  />
                )
              );
            });
          })
        }
      </TimeChart>
    </>
  );
}
