/** Light, dark, or as the system has it. Kept where the webview keeps such things, if it does. */
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "theme";
const heard = new Set<() => void>();

function read(): Theme {
  try {
    const kept = window.localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

let current: Theme = "system";

function show(theme: Theme): void {
  current = theme;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of heard) listener();
}

export function startTheme(): void {
  show(read());
}

export function setTheme(theme: Theme): void {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // Without a place to keep it, it holds until the window closes.
  }
  show(theme);
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
