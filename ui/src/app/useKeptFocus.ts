import { useEffect } from "react";

/** What the keyboard can be on, in the order of the page. */
const STOPS = "a[href],button:not([disabled]),input:not([disabled]):not([hidden]),select,textarea,[tabindex='0']";

/**
 * Where what had the focus is gone, it goes to the nearest that is left: something in what was around it, else the
 * title of the page. A keyboard on nothing would begin again at the top of the window.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let path: Element[] = [];
    let asked = 0;
    const onFocus = (event: FocusEvent) => {
      path = [];
      for (let at = event.target instanceof Element ? event.target : null; at !== null && at !== document.body; at = at.parentElement) path.push(at);
    };
    const look = () => {
      asked = 0;
      const lost = document.activeElement === null || document.activeElement === document.body;
      // What was left on purpose is still there.
      if (!lost || path[0] === undefined || path[0].isConnected) return;
      home(path)?.focus();
    };
    // What opens over the page gives the focus back by itself, a frame after it is gone: it goes first.
    const later = () => {
      if (asked === 0) asked = requestAnimationFrame(() => (asked = requestAnimationFrame(look)));
    };
    const watch = new MutationObserver(later);
    watch.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", onFocus);
    return () => {
      watch.disconnect();
      cancelAnimationFrame(asked);
      document.removeEventListener("focusin", onFocus);
    };
  }, []);
}

function home(path: readonly Element[]): HTMLElement | null {
  const around = path.find((one) => one.isConnected && one.closest("main") !== null && one.tagName !== "MAIN");
  const stop = around?.querySelector<HTMLElement>(STOPS) ?? null;
  if (stop !== null) return stop;
  const title = document.querySelector<HTMLElement>("main h1, h1");
  if (title !== null && !title.hasAttribute("tabindex")) title.tabIndex = -1;
  return title;
}
