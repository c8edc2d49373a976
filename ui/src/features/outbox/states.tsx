/** The states of an item in words, and how loud they are. */
import { Chip } from "~/components/Chip";
import type { OutboxRow } from "~/generated/OutboxRow";

type Tone = "plain" | "alert" | "stale" | "good" | "dashed" | "grey";

const STATES: Record<string, [string, Tone]> = {
  draft: ["Kept here", "dashed"],
  queued: ["Waiting", "plain"],
  sending: ["On its way", "plain"],
  "sent-unknown": ["May have arrived", "stale"],
  confirmed: ["In the EHR", "good"],
  "needs-mapping": ["Needs mapping", "stale"],
  rejected: ["Refused", "alert"],
  conflict: ["Conflict", "alert"],
  withdrawn: ["Withdrawn", "grey"],
};

const VERDICTS: Record<string, string> = {
  identical: "read back the same",
  converted: "read back, converted",
  different: "read back different, accepted",
};

export const stateWords = (state: string) => STATES[state]?.[0] ?? state;

export function StateChip({ row }: { row: OutboxRow }) {
  const [words, tone] = STATES[row.state] ?? [row.state, "plain"];
  const verdict = row.state === "confirmed" && row.verdict !== null ? VERDICTS[row.verdict] : undefined;
  return <Chip tone={tone}>{verdict === undefined ? words : `${words}: ${verdict}`}</Chip>;
}

export const STEPS: Record<string, string> = {
  look: "Looked whether it is there",
  compare: "Read what is there",
  send: "Sent",
  "read-back": "Read back",
};
