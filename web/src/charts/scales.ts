// What time charts have in common: where the plot is, and how values become places.
import { scaleBand, scaleLinear, scaleLog, type ScaleBand } from "d3-scale";

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function frameOf(width: number, height: number): Frame {
  return { width, height, left: 52, right: 12, top: 12, bottom: 26 };
}

export function slots(keys: string[], frame: Frame): ScaleBand<string> {
  return scaleBand<string>()
    .domain(keys)
    .range([frame.left, frame.width - frame.right])
    .paddingInner(0.22)
    .paddingOuter(0.12);
}

export interface ValueScale {
  place: (value: number) => number;
  ticks: number[];
}

// From zero, so that lengths can be compared.
export function linearScale(max: number, frame: Frame): ValueScale {
  const scale = scaleLinear()
    .domain([0, max > 0 ? max : 1])
    .range([frame.height - frame.bottom, frame.top])
    .nice(4);
  return { place: (value) => scale(value), ticks: scale.ticks(4) };
}

// Of shares that add up to a whole, or to a little more.
export function shareScale(max: number, frame: Frame): ValueScale {
  const scale = scaleLinear()
    .domain([0, max])
    .range([frame.height - frame.bottom, frame.top]);
  const step = max > 1.5 ? 0.5 : 0.25;
  const ticks = Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
  return { place: (value) => scale(value), ticks };
}

// For durations: from milliseconds to hours on one chart. The ticks are what people count in.
const kDurationTicks = [
  1, 10, 100, 300, 1000, 3000, 10_000, 30_000, 60_000, 180_000, 600_000, 1_800_000, 3_600_000,
  14_400_000, 86_400_000,
];

export function durationScale(values: number[], frame: Frame): ValueScale {
  const positive = values.map((value) => Math.max(value, 1));
  const low = Math.min(...positive) / 1.3;
  const high = Math.max(...positive) * 1.3;
  const scale = scaleLog()
    .domain([low, high])
    .range([frame.height - frame.bottom, frame.top]);
  const within = kDurationTicks.filter((tick) => tick >= low && tick <= high);
  return { place: (value) => scale(Math.max(value, 1)), ticks: within };
}

// Those of `keys` that get a label: as many as `width` has room for.
export function labelled(keys: string[], width: number, labelWidth: number): Set<string> {
  const every = Math.max(1, Math.ceil((keys.length * labelWidth) / Math.max(width, 1)));
  return new Set(keys.filter((_, index) => (keys.length - 1 - index) % every === 0));
}
