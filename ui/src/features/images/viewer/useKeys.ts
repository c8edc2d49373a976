/** Hears the keys of the viewer while it is open, before the chart below it does. */
import { useEffect, useRef } from "react";
import { typing } from "~/foundations/typing";
import { actOf, type Act } from "./keys";

/** The keys that are of the viewer and not of a picture: they work where something is read, the others scroll it. */
const BETWEEN: readonly Act[] = ["series+", "series-", "report"];

export function useKeys(onAct: (act: Act) => void, pictures: boolean): void {
  const now = useRef(onAct);
  useEffect(() => {
    now.current = onAct;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (typing(event.target)) return;
      const act = actOf(event);
      if (act === null || (!pictures && !BETWEEN.includes(act))) return;
      // The chart turns its sections by the same brackets.
      event.stopPropagation();
      event.preventDefault();
      now.current(act);
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [pictures]);
}
