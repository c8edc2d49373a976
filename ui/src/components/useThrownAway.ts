import { useEffect, useRef } from "react";
import { collectSoon } from "~/foundations/letGo";

/** Rows that went by before what they left behind is worth a collection: 5,000 notes leave some 0.1 GB, and the web view lets it add up to a gigabyte. */
const WORTH = 4_000;
/** So many do not wait until the list stands still. */
const TOO_MANY = 4 * WORTH;
/** For so long it stands still, in milliseconds: a collection takes as long as some frames do. */
const STILL = 120;

/** Has the rows that a long list threw away collected while nobody scrolls. `first`: the first row on screen. */
export function useThrownAway(first: number): void {
  const went = useRef({ from: first, rows: 0 });
  useEffect(() => {
    const { from, rows } = went.current;
    went.current = { from: first, rows: rows + Math.abs(first - from) };
    const collect = () => {
      went.current.rows = 0;
      collectSoon();
    };
    if (went.current.rows >= TOO_MANY) collect();
    if (went.current.rows < WORTH) return;
    const still = setTimeout(collect, STILL);
    return () => clearTimeout(still);
  }, [first]);
}
