// Numbers, durations and days as people read them, in their language.
import type { Grain } from "./address";
import { kWords, type Language } from "./words/words";

export interface Formats {
  count: (value: number) => string; // 12,345
  short: (value: number) => string; // 12K
  percent: (share: number) => string; // 12.3 %
  wholePercent: (share: number) => string; // 12 %
  points: (difference: number) => string; // +1.2
  signedPercent: (share: number) => string; // +12 %
  duration: (ms: number) => string; // 10.8 s
  day: (day: string) => string; // 3 November 2026
  period: (begins: string, per: Grain) => string; // 3 Nov, or Nov 2026
  time: (unixMs: number) => string; // 3 Nov, 14:05:09
}

const kLocales: Record<Language, string> = { en: "en-GB", ru: "ru-RU" };

const kUtc = { timeZone: "UTC" } as const;

// Durations are at most 1.6 % off: three digits are all there is to tell.
function threeDigits(value: number): number {
  if (value >= 100) return Math.round(value);
  return value >= 10 ? Math.round(value * 10) / 10 : Math.round(value * 100) / 100;
}

function durationFormat(language: Language, number: Intl.NumberFormat) {
  const units = kWords[language].units;
  return (ms: number): string => {
    if (ms < 1000) return `${number.format(ms)}\u202f${units.milliseconds}`;
    if (ms < 60_000) return `${number.format(threeDigits(ms / 1000))}\u202f${units.seconds}`;
    if (ms < 3_600_000) return `${number.format(threeDigits(ms / 60_000))}\u202f${units.minutes}`;
    return `${number.format(threeDigits(ms / 3_600_000))}\u202f${units.hours}`;
  };
}

export function formatsOf(language: Language): Formats {
  const locale = kLocales[language];
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const percent = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: "long", ...kUtc });
  const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...kUtc });
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", ...kUtc });
  const time = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const withDate = (format: Intl.DateTimeFormat, day: string): string => {
    const date = new Date(`${day}T00:00:00Z`);
    return Number.isNaN(date.getTime()) ? day : format.format(date);
  };
  return {
    count: (value) => number.format(value),
    short: (value) => short.format(value),
    percent: (share) => `${percent.format(share * 100)}\u202f%`,
    wholePercent: (share) => `${number.format(share * 100)}\u202f%`,
    points: (difference) => signed.format(difference * 100),
    signedPercent: (share) => `${signed.format(share * 100)}\u202f%`,
    duration: durationFormat(language, number),
    day: (day) => withDate(longDay, day),
    period: (begins, per) => withDate(per === "month" ? month : shortDay, begins),
    time: (unixMs) => time.format(new Date(unixMs)),
  };
}

// Characters that show nothing or turn the text around them: control, zero width, bidirectional.
const kUnseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// A text that a tool sent, with what cannot be seen in it made visible.
export function visible(text: string): string {
  return text.replace(kUnseen, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `‹U+${code}›`;
  });
}
