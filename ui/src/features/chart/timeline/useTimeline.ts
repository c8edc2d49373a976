/** A chart over time, begun with its newest lines: nobody waits for those of forty years ago. */
import type { Failure } from "~/generated/Failure";
import type { Timeline } from "~/generated/Timeline";
import { useAsk } from "~/platform/ask";

/** What fills the list many times over. */
const FIRST = 100;

export interface Lines {
  timeline: Timeline | undefined;
  /** More lines are on their way. */
  more: boolean;
  failure: Failure | null;
}

export function useTimeline(patient: string, today: string): Lines {
  const first = useAsk("read_timeline", { patient, most: FIRST });
  const begun = first.data;
  const more = begun !== undefined && begun.inAll > begun.spans.length;
  const whole = useAsk("read_timeline", { patient, most: null }, { enabled: more });
  const timeline = whole.data ?? begun;
  const failure = (first.isError ? first.error : whole.isError ? whole.error : null)?.failure ?? null;
  const coming = more && whole.data === undefined;
  // It opens at what was: where all of the newest is still to come, the beginning is not there yet.
  const opens = !coming || begun.spans.some((span) => span.date.slice(0, 10) <= today);
  return { timeline: opens ? timeline : undefined, more: coming, failure };
}
