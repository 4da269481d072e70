// Small marks that stand in the row of a table, on a scale that all of its rows share. The number
// stands beside them, so they say nothing to who cannot see them.
import { scaleLinear, scaleLog } from "d3-scale";
import type { Estimate, Share } from "../api/report";

const kWidth = 180;
const kHeight = 18;
const kMiddle = kHeight / 2;

function Marks(props: { children: preact.ComponentChildren }) {
  return (
    <svg
      class="row-mark"
      width={kWidth}
      height={kHeight}
      viewBox={`0 0 ${kWidth} ${kHeight}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {props.children}
    </svg>
  );
}

export function Bar(props: { value: number; max: number; mark?: string }) {
  const width = props.max > 0 ? (props.value / props.max) * kWidth : 0;
  return (
    <Marks>
      <rect class="track" x={0} y={3} width={kWidth} height={kHeight - 6} rx={2} />
      <rect
        class={props.mark ?? "mark-a"}
        x={0}
        y={3}
        width={Math.max(width, 0)}
        height={kHeight - 6}
        rx={2}
      />
    </Marks>
  );
}

// A share as a dot, and its 95 % interval as a line.
export function ShareMark(props: { share: Share; max: number; mark?: string }) {
  const place = scaleLinear()
    .domain([0, Math.max(props.max, 0.01)])
    .range([4, kWidth - 4])
    .clamp(true);
  return (
    <Marks>
      <line class="track-line" x1={4} x2={kWidth - 4} y1={kMiddle} y2={kMiddle} />
      {props.share.share !== null && (
        <g class={props.mark ?? "mark-b"}>
          <line
            class="whisker"
            x1={place(props.share.low)}
            x2={place(props.share.high)}
            y1={kMiddle}
            y2={kMiddle}
          />
          <circle cx={place(props.share.share)} cy={kMiddle} r={4} />
        </g>
      )}
    </Marks>
  );
}

export interface Range {
  min: number;
  max: number;
}

// p50, p90 and p99 on a scale of powers of ten: from a light end to a dark one.
export function DurationMark(props: { p50: number; p90: number; p99: number; range: Range }) {
  const place = scaleLog()
    .domain([Math.max(1, props.range.min), Math.max(2, props.range.max)])
    .range([5, kWidth - 5])
    .clamp(true);
  const at = (ms: number) => place(Math.max(1, ms));
  return (
    <Marks>
      <line class="track-line" x1={5} x2={kWidth - 5} y1={kMiddle} y2={kMiddle} />
      <line
        class="whisker mark-c"
        x1={at(props.p50)}
        x2={at(props.p99)}
        y1={kMiddle}
        y2={kMiddle}
      />
      <circle class="mark-c" cx={at(props.p50)} cy={kMiddle} r={4.5} />
      <circle class="mark-d" cx={at(props.p90)} cy={kMiddle} r={3.5} />
      <circle class="mark-e" cx={at(props.p99)} cy={kMiddle} r={2.5} />
    </Marks>
  );
}

// Before and now, each with its interval: the old one above.
export function ChangeMark(props: { before: Estimate; now: Estimate; range: Range }) {
  const place = scaleLinear()
    .domain([props.range.min, props.range.max])
    .range([5, kWidth - 5])
    .clamp(true);
  const one = (estimate: Estimate, y: number, mark: string) => (
    <g class={mark}>
      <line
        class="whisker"
        x1={place(estimate.low ?? estimate.ms)}
        x2={place(estimate.high ?? estimate.ms)}
        y1={y}
        y2={y}
      />
      <circle cx={place(estimate.ms)} cy={y} r={3.5} />
    </g>
  );
  return (
    <Marks>
      {one(props.before, 5, "mark-f")}
      {one(props.now, 13, "mark-a")}
    </Marks>
  );
}
