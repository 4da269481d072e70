// The frame of every chart over time: axes, a cursor that mouse, finger and arrow keys move, and a
// readout of the values there, which is also announced where keys move it. An application, since who
// reads a page by ear has its arrow keys taken elsewhere. What is drawn in it, the caller says.
import type { ComponentChildren } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Grain } from "../address";
import { Session } from "../session";
import { frameOf, labelled, slots, type Frame, type ValueScale } from "./scales";
import { useWidth } from "./use_width";

export interface Readout {
  name: string;
  value: string;
  mark: string; // the class that gives it its colour; empty for none
}

export interface TimeChartProps {
  label: string; // what the chart is of, for who cannot see it
  keys: string[]; // the first day of each period, in order
  per: Grain;
  partial: Set<string>; // the periods that are not whole
  height?: number;
  scaleOf: (frame: Frame) => ValueScale;
  tickText: (value: number) => string;
  readout: (index: number) => Readout[];
  children: (frame: Frame, place: (value: number) => number, x: SlotPlace) => ComponentChildren;
}

export interface SlotPlace {
  middle: (key: string) => number;
  begin: (key: string) => number;
  width: number;
}

const kHeight = 220;
const kLabelWidth = 64;

export function TimeChart(props: TimeChartProps) {
  const { words } = useContext(Session);
  const [ref, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const [isByKey, setIsByKey] = useState(false);
  const frame = frameOf(width, props.height ?? kHeight);
  const band = slots(props.keys, frame);
  const x: SlotPlace = {
    begin: (key) => band(key) ?? 0,
    middle: (key) => (band(key) ?? 0) + band.bandwidth() / 2,
    width: band.bandwidth(),
  };
  const scale = props.scaleOf(frame);
  const last = props.keys.length - 1;
  const at = cursor === null ? null : Math.min(cursor, last);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextCursor(event.key, at, last);
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next);
    setIsByKey(true);
  };
  const onPointer = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const ratio = (event.clientX - box.left - frame.left) / (width - frame.left - frame.right);
    setCursor(Math.max(0, Math.min(last, Math.floor(ratio * props.keys.length))));
    setIsByKey(false);
  };

  return (
    <div class="time-chart" ref={ref}>
      <svg
        width={width}
        height={frame.height}
        viewBox={`0 0 ${width} ${frame.height}`}
        role="application"
        aria-label={`${props.label}. ${words.panel.cursor}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setCursor(null)}
      >
        <ValueAxis frame={frame} scale={scale} text={props.tickText} />
        {at !== null && props.keys[at] !== undefined && (
          <rect
            class="cursor"
            x={x.middle(props.keys[at]) - band.step() / 2}
            y={frame.top}
            width={band.step()}
            height={frame.height - frame.top - frame.bottom}
          />
        )}
        {props.children(frame, scale.place, x)}
        <PeriodAxis frame={frame} keys={props.keys} per={props.per} x={x} />
      </svg>
      {at !== null && (
        <ReadoutBox {...props} index={at} left={x.middle(props.keys[at] ?? "")} width={width} />
      )}
      <Announcement {...props} index={isByKey ? at : null} />
    </div>
  );
}

function nextCursor(key: string, at: number | null, last: number): number | null | undefined {
  switch (key) {
    case "ArrowLeft":
      return at === null ? last : Math.max(0, at - 1);
    case "ArrowRight":
      return at === null ? 0 : Math.min(last, at + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "Escape":
      return null;
    default:
      return undefined;
  }
}

function ValueAxis(props: { frame: Frame; scale: ValueScale; text: (value: number) => string }) {
  const { frame, scale, text } = props;
  return (
    <g class="axis" aria-hidden="true">
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={frame.left}
            x2={frame.width - frame.right}
            y1={scale.place(tick)}
            y2={scale.place(tick)}
          />
          <text x={frame.left - 8} y={scale.place(tick)} dy="0.32em" text-anchor="end">
            {text(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

function PeriodAxis(props: { frame: Frame; keys: string[]; per: Grain; x: SlotPlace }) {
  const { formats } = useContext(Session);
  const { frame, keys, per, x } = props;
  const shown = labelled(keys, frame.width - frame.left - frame.right, kLabelWidth);
  return (
    <g class="axis" aria-hidden="true">
      {keys
        .filter((key) => shown.has(key))
        .map((key) => (
          <text
            key={key}
            x={Math.min(Math.max(x.middle(key), frame.left + 18), frame.width - 24)}
            y={frame.height - 8}
            text-anchor="middle"
          >
            {formats.period(key, per)}
          </text>
        ))}
    </g>
  );
}

function ReadoutBox(props: TimeChartProps & { index: number; left: number; width: number }) {
  const { words, formats } = useContext(Session);
  const key = props.keys[props.index] ?? "";
  const isRight = props.left > props.width / 2;
  const place = isRight
    ? { right: `${props.width - props.left + 14}px` }
    : { left: `${props.left + 14}px` };
  return (
    <div class="readout" style={place} aria-hidden="true">
      <strong>{formats.period(key, props.per)}</strong>
      {props.partial.has(key) && <em>{words.panel.partial}</em>}
      {props.readout(props.index).map((line) => (
        <span key={line.name} class="readout-line">
          {line.mark !== "" && <i class={`mark ${line.mark}`} aria-hidden="true" />}
          <bdi>{line.name}</bdi> <b>{line.value}</b>
        </span>
      ))}
    </div>
  );
}

// The readout for who hears it: there before it says anything, and silent while a mouse moves.
function Announcement(props: TimeChartProps & { index: number | null }) {
  const { words, formats } = useContext(Session);
  const key = props.index === null ? undefined : props.keys[props.index];
  const parts: string[] = [];
  if (props.index !== null && key !== undefined) {
    parts.push(formats.period(key, props.per));
    if (props.partial.has(key)) parts.push(words.panel.partial);
    parts.push(...props.readout(props.index).map((line) => `${line.name}: ${line.value}`));
  }
  return (
    <p class="unseen" role="status" aria-live="polite">
      {parts.join("; ")}
    </p>
  );
}
