// The languages of the dashboard.
import { en } from "./en";
import { ru } from "./ru";

// The shape of `en`, with any text in the place of each.
type Texts<Part> = Part extends string
  ? string
  : Part extends string[]
    ? string[]
    : { [Key in keyof Part]: Texts<Part[Key]> };

export type Words = Texts<typeof en>;

export const kLanguages = ["en", "ru"] as const;
export type Language = (typeof kLanguages)[number];

export const kWords: Record<Language, Words> = { en, ru };

// The names of the languages, each in itself.
export const kLanguageNames: Record<Language, string> = { en: "English", ru: "Русский" };

export function fill(text: string, ...values: string[]): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => values[Number(index)] ?? place);
}

const kForms: Record<Language, Intl.LDMLPluralRule[]> = {
  en: ["one", "other"],
  ru: ["one", "few", "many"],
};

// "1 run", "2 runs": the form that fits `count`, with `shown` in it.
export function counted(language: Language, forms: string[], count: number, shown: string): string {
  const rule = new Intl.PluralRules(language).select(count);
  const index = kForms[language].indexOf(rule);
  return fill(forms[index] ?? forms[forms.length - 1] ?? "{0}", shown);
}

// The word for `key`, or `key` itself, for names that a newer collector may have.
export function wordFor(words: Record<string, string>, key: string): string {
  return Object.hasOwn(words, key) ? (words[key] ?? key) : key.replaceAll("_", " ");
}
