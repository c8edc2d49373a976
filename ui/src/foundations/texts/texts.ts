/** In which language the window speaks now, and its texts. Where the choice is kept is not known here. */
import { useSyncExternalStore } from "react";
import type { Language } from "~/generated/Language";
import { arabic } from "./arabic";
import { english, type Texts } from "./english";

const LANGUAGES: Record<Language, { texts: Texts; lang: string; dir: "ltr" | "rtl" }> = {
  english: { texts: english, lang: "en", dir: "ltr" },
  arabic: { texts: arabic, lang: "ar", dir: "rtl" },
};

const heard = new Set<() => void>();

let current: Language = "english";

export function speak(language: Language): void {
  current = language;
  const { lang, dir } = LANGUAGES[language];
  document.documentElement.lang = lang;
  document.documentElement.dir = dir;
  for (const listener of heard) listener();
}

export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    () => current,
  );
}

export const useTexts = (): Texts => LANGUAGES[useLanguage()].texts;

/** A section's title in the language of the window; as it came where the catalogue has none. */
export const titleOf = (texts: Texts, section: string, title: string) => (texts === english ? title : (texts.sections[section] ?? title));

/** For what is not in the catalogue: English, from left to right, and said to be so where the window speaks another. */
export function useEnglish(): { lang?: "en"; dir?: "ltr" } {
  return useLanguage() === "english" ? {} : { lang: "en", dir: "ltr" };
}
