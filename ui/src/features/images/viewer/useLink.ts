/** Scrolls the other pictures along with the one in hand: by place where they lie in the same space, else by as many pictures. */
import { useEffect, useRef } from "react";
import { comparable, nearest, placeOf } from "./planes";
import type { Pane } from "./usePane";

/** Which picture of `other` goes with the one that `led` shows; `by` is how many pictures `led` went on. */
export function followOf(led: Pane, other: Pane, by: number): number | null {
  const [here, there] = [led.on.shown?.frame.head, other.on.shown?.frame.head];
  if (here === undefined || there === undefined) return null;
  const place = comparable(here, there) ? placeOf(here) : null;
  const found = place === null ? null : nearest(other.viewing.slides, place);
  // Planes across a stack do not go on with it: the lines say where they cut.
  const across = led.on.shown?.slide.made !== undefined || other.on.shown?.slide.made !== undefined;
  return found ?? (across ? null : other.viewing.index + by);
}

export function useLink(panes: readonly Pane[], active: number, linked: boolean): void {
  const led = panes[active];
  const shown = led?.on.shown ?? null;
  const before = useRef<{ active: number; series: string | undefined; index: number } | null>(null);
  useEffect(() => {
    if (led === undefined || shown === null) return;
    const now = { active, series: led.viewing.series?.id, index: shown.index };
    const old = before.current;
    before.current = now;
    // Another picture in hand, or another series in it, is no scrolling.
    if (!linked || old?.active !== now.active || old.series !== now.series || old.index === now.index) return;
    panes.forEach((other, n) => {
      if (n === active) return;
      const to = followOf(led, other, now.index - old.index);
      if (to !== null) other.viewing.to(to);
    });
    // Only where the picture in hand changed: the others change because of it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown, linked, active]);
}
