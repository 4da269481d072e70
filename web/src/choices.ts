// What this person has chosen for this browser; no view depends on it, so no address has it.
import { kLanguages, type Language } from "./words/words";

export const kThemes = ["system", "light", "dark"] as const;
export type Theme = (typeof kThemes)[number];

// A browser may refuse to keep anything.
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then it is good for this page.
  }
}

export function theme(): Theme {
  const known = kept("overt-theme");
  return kThemes.find((one) => one === known) ?? "system";
}

export function setTheme(value: Theme): void {
  keep("overt-theme", value);
}

export function language(): Language {
  const known = kept("overt-language");
  const spoken = navigator.language.slice(0, 2);
  return (
    kLanguages.find((one) => one === known) ?? kLanguages.find((one) => one === spoken) ?? "en"
  );
}

export function setLanguage(value: Language): void {
  keep("overt-language", value);
}
