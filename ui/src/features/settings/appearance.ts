/** Light or dark, kept with the profile. What cannot be kept is not shown as if it were. */
import { useEffect } from "react";
import type { Theme } from "~/generated/Theme";
import { showTheme } from "~/foundations/theme";
import { useAct, useAsk } from "~/platform/ask";

/** Shows what was chosen, as soon as the profile is open. */
export function useKeptTheme(): void {
  const theme = useAsk("appearance", undefined).data?.theme;
  useEffect(() => {
    if (theme !== undefined) showTheme(theme);
  }, [theme]);
}

/** Chooses, and says what went wrong. */
export function useChooseTheme() {
  const set = useAct("set_appearance");
  return { choose: (theme: Theme) => set.mutate({ theme }), failure: set.error?.failure };
}
