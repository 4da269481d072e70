// Small marks that stand in the row of a table, on a scale that all of its rows share. The number
// stands beside them, so they say nothing to who cannot see them. Places are shares of the width.
import { scaleLinear, scaleLog } from "d3-scale";
import type { ComponentChildren } from "preact";
import type { Estimate, Share } from "../api/report";

const kHeight = 18;
const kMiddle = kHeight / 2;

// Room for a dot at each end.
const kBegin = 3;
const kEnd = 97;

type Place = (value: number) => string;

function placeOf(scale: (value: number) => number): Place {
  return (value) => `${Math.round(scale(value) * 100) / 100}%`;
}

function linear(min: number, max: number): Place {
  return placeOf(scaleLinear().domain([min, max]).range([kBegin, kEnd]).clamp(true));
}

function Marks(props: { children: ComponentChildren }) {
  return (
    <svg class="row-mark" height={kHeight} aria-hidden="true" focusable="false">
      {props.children}
    </svg>
  );
}

function Rail() {
  return <line class="track-line" x1={`${kBegin}%`} x2={`${kEnd}%`} y1={kMiddle} y2={kMiddle} />;
}

export function Bar(props: { value: number; max: number; mark?: string }) {
  const share = props.max > 0 ? Math.max(props.value / props.max, 0) : 0;
  const size = { y: 3, height: kHeight - 6, rx: 2 };
  return (
    <Marks>
      <rect class="track" width="100%" {...size} />
      <rect class={props.mark ?? "mark-a"} width={`${share * 100}%`} {...size} />
    </Marks>
  );
}

// A share as a dot, and its 95 % interval as a line.
export function ShareMark(props: { share: Share; max: number; mark: string }) {
  const place = linear(0, Math.max(props.max, 0.01));
  const { share, low, high } = props.share;
  return (
    <Marks>
      <Rail />
      {share !== null && (
        <g class={props.mark}>
          <line class="whisker" x1={place(low)} x2={place(high)} y1={kMiddle} y2={kMiddle} />
          <circle cx={place(share)} cy={kMiddle} r={4} />
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
  const ends = [Math.max(1, props.range.min), Math.max(2, props.range.max)];
  const scale = scaleLog().domain(ends).range([kBegin, kEnd]).clamp(true);
  const place = placeOf((ms) => scale(Math.max(1, ms)));
  const { p50, p90, p99 } = props;
  return (
    <Marks>
      <Rail />
      <line class="whisker mark-c" x1={place(p50)} x2={place(p99)} y1={kMiddle} y2={kMiddle} />
      <circle class="mark-c" cx={place(p50)} cy={kMiddle} r={4.5} />
      <circle class="mark-d" cx={place(p90)} cy={kMiddle} r={3.5} />
      <circle class="mark-e" cx={place(p99)} cy={kMiddle} r={2.5} />
    </Marks>
  );
}

// Before and now, each with its interval: the old one above.
export function ChangeMark(props: { before: Estimate; now: Estimate; range: Range }) {
  const place = linear(props.range.min, props.range.max);
  const one = (estimate: Estimate, y: number, mark: string) => {
    const low = place(estimate.low ?? estimate.ms);
    const high = place(estimate.high ?? estimate.ms);
    return (
      <g class={mark}>
        <line class="whisker" x1={low} x2={high} y1={y} y2={y} />
        <circle cx={place(estimate.ms)} cy={y} r={3.5} />
      </g>
    );
  };
  return (
    <Marks>
      {one(props.before, 5, "mark-f")}
      {one(props.now, 13, "mark-a")}
    </Marks>
  );
}
