// What the catalogue says of each report, in the languages that it does not speak itself. In English
// the collector says it.
import { kRussianReports } from "./ru_reports";
import type { Language } from "./words";

export interface ReportWords {
  title: string;
  question: string;
  rules: string; // paragraphs apart by a newline
}

export function reportWords(language: Language, name: string): ReportWords | undefined {
  if (language !== "ru" || !Object.hasOwn(kRussianReports, name)) return undefined;
  return kRussianReports[name];
}
