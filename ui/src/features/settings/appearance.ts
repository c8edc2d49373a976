/** Light or dark, and the language, kept with the profile. What cannot be kept is not shown as if it were. */
import { useEffect } from "react";
import type { Language } from "~/generated/Language";
import type { Theme } from "~/generated/Theme";
import { speak } from "~/foundations/texts/texts";
import { showTheme, useTheme } from "~/foundations/theme";
import { useAct, useAsk } from "~/platform/ask";

/** Shows what was chosen, as soon as the profile is open; until then the window speaks English. */
export function useKeptTheme(): void {
  const kept = useAsk("appearance", undefined).data;
  const theme = kept?.theme;
  useEffect(() => {
    if (theme !== undefined) showTheme(theme);
  }, [theme]);
  const language = kept?.language ?? "english";
  useEffect(() => {
    speak(language);
    return () => speak("english");
  }, [language]);
}

/** Chooses, and says what went wrong. */
export function useChooseTheme() {
  const set = useAct("set_appearance");
  return { choose: (theme: Theme) => set.mutate({ theme }), failure: set.error?.failure };
}

/** Chooses the language. */
export function useChooseLanguage() {
  const theme = useTheme();
  const set = useAct("set_appearance");
  return { choose: (language: Language) => set.mutate({ theme, language }), failure: set.error?.failure };
}
