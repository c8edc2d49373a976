import type { Retention } from "~/generated/Retention";
import { many } from "~/foundations/words";

const DAYS = [7, 14, 30, 60, 90, 180, 365];
/** Charts stay, as far as it is chosen here. */
export const STAY = "stay";

/** Days that can be chosen for a connection, of what the policy leaves, and those that were. */
export function daysOffered({ days, mostDays }: Retention) {
  const all = [...DAYS, ...[days, mostDays].filter((n) => n !== null)].filter((n) => mostDays === null || n <= mostDays);
  const offered = [...new Set(all)].sort((a, b) => a - b);
  const stay = mostDays === null ? "They stay" : `As the computer's administrator fixed: ${many(mostDays, "day")}`;
  return [{ value: STAY, title: stay }, ...offered.map((n) => ({ value: String(n), title: `They leave after ${many(n, "day")}` }))];
}
