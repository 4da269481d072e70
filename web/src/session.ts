// What all of the page knows: the view, the language, and what to do about them.
import { createContext } from "preact";
import { kDefaultView, type View } from "./address";
import { formatsOf, type Formats } from "./format";
import { kWords, type Language, type Words } from "./words/words";

export interface SessionState {
  view: View;
  language: Language;
  words: Words;
  formats: Formats;
  round: number; // grows when everything is to be asked anew
  go: (change: Partial<View>) => void;
  refresh: () => void; // asks everything anew
  needToken: () => void;
}

export function wordsAndFormats(language: Language): { words: Words; formats: Formats } {
  return { words: kWords[language], formats: formatsOf(language) };
}

export const Session = createContext<SessionState>({
  view: kDefaultView,
  language: "en",
  ...wordsAndFormats("en"),
  round: 0,
  go: () => undefined,
  refresh: () => undefined,
  needToken: () => undefined,
});
