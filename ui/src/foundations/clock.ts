/** The time as screens use it: moves by itself twice a minute, so that "today" stays true. */
import { useSyncExternalStore } from "react";

const EVERY = 30_000;
const rounded = () => Math.floor(Date.now() / EVERY) * EVERY;

function subscribe(tick: () => void): () => void {
  const timer = window.setInterval(tick, EVERY);
  return () => window.clearInterval(timer);
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, rounded);
}
