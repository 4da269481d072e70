// What is looked at, as the address of the page says it: a view can be sent to a colleague.
export const kPages = [
  "overview",
  "commands",
  "versions",
  "options",
  "environments",
  "retention",
  "quality",
  "live",
  "collected",
] as const;
export type PageName = (typeof kPages)[number];

export const kGrains = ["day", "week", "month"] as const;
export type Grain = (typeof kGrains)[number];

export const kPlaces = ["all", "local", "ci"] as const;
export type Place = (typeof kPlaces)[number];

export interface View {
  page: PageName;
  tool: string; // empty: the first that there is
  since: string; // as the API takes it: 30d
  per: Grain | ""; // empty: what fits `since`
  command: string; // empty for all, as the next
  version: string;
  where: Place;
  option: string; // that is asked about; empty for none
}

export const kDefaultView: View = {
  page: "overview",
  tool: "",
  since: "30d",
  per: "",
  command: "",
  version: "",
  where: "all",
  option: "",
};

// One of `known`, or the first of them.
function oneOf<T extends string>(known: readonly T[], text: string | null, otherwise: T): T {
  return known.find((word) => word === text) ?? otherwise;
}

export function viewOf(search: string): View {
  const parameters = new URLSearchParams(search);
  const per = parameters.get("per");
  return {
    page: oneOf(kPages, parameters.get("view"), kDefaultView.page),
    tool: parameters.get("tool") ?? "",
    since: parameters.get("since") ?? kDefaultView.since,
    per: kGrains.find((grain) => grain === per) ?? "",
    command: parameters.get("command") ?? "",
    version: parameters.get("version") ?? "",
    where: oneOf(kPlaces, parameters.get("where"), kDefaultView.where),
    option: parameters.get("option") ?? "",
  };
}

// The shortest address of the view: what is as usual is left out.
export function searchOf(view: View): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(view) as [keyof View, string][]) {
    if (value !== kDefaultView[name]) parameters.set(name === "page" ? "view" : name, value);
  }
  const search = parameters.toString();
  return search === "" ? "?" : `?${search}`;
}

const kDaysOfUnit: Record<string, number> = { h: 1 / 24, d: 1, w: 7 };

// How many days `since` goes back; undefined if the API will not take it either.
export function daysOf(since: string): number | undefined {
  const parts = /^(\d{1,6})([hdw])$/.exec(since);
  const unit = kDaysOfUnit[parts?.[2] ?? ""];
  return unit === undefined ? undefined : Number(parts?.[1]) * unit;
}

// As few bars as tell something, as many as fit.
export function grainOf(view: View): Grain {
  if (view.per !== "") return view.per;
  const days = daysOf(view.since) ?? 30;
  if (days <= 31) return "day";
  return days <= 190 ? "week" : "month";
}

// The days before those of `since`, as many of them; undefined where `since` is not of whole days.
// Today counts as a day, as it does in a report.
export function periodBefore(since: string): { since: string; until: string } | undefined {
  const days = daysOf(since);
  if (days === undefined || !Number.isInteger(days)) return undefined;
  return { since: `${2 * days + 1}d`, until: since };
}
