/** Light, dark, or as the system has it: what is shown now. Where it is kept is not known here. */
import { useSyncExternalStore } from "react";
import type { Theme } from "~/generated/Theme";

export type { Theme };

const heard = new Set<() => void>();

let current: Theme = "system";

export function showTheme(theme: Theme): void {
  current = theme;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of heard) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    () => current,
  );
}
