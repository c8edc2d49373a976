/**
 * Completeness in a sentence. Nothing here may turn an answer that is missing into a "none":
 * an empty section says who said so, or that nobody knows.
 */
import type { Coverage } from "~/generated/Coverage";
import type { CoverageState } from "~/generated/CoverageState";
import { moment } from "./time";
import { many } from "./words";

export interface Sentence {
  text: string;
  /** Amber: something is missing or old. */
  warn: boolean;
}

const STATE: Record<CoverageState, string> = {
  "not-asked": "never asked for",
  partial: "only a part is here",
  complete: "complete",
  refused: "refused by the EHR",
  "not-offered": "not offered by the EHR",
  "not-granted": "not covered by the sign-in",
  failed: "could not be renewed",
};

export const stateWords = (state: CoverageState) => STATE[state];

const asides = (coverage: Coverage) =>
  coverage.quarantined > 0 ? `; ${many(coverage.quarantined, "record")} put aside` : "";

/** One read, or a section with one read. */
export function readSentence(coverage: Coverage, now: number): Sentence {
  const to = coverage.asOf === null ? "" : moment(coverage.asOf, now);
  const warn = coverage.state !== "complete" || coverage.quarantined > 0;
  if (coverage.state === "complete") return { text: `complete${to && ` to ${to}`}${asides(coverage)}`, warn };
  const before = to ? `; as of ${to}` : "";
  return { text: `${STATE[coverage.state]}${before}${asides(coverage)}`, warn };
}

/** A section: its reads put together. */
export function sectionSentence(coverage: Coverage, reads: readonly Coverage[], now: number): Sentence {
  const complete = reads.filter((read) => read.state === "complete");
  if (coverage.state === "complete" || reads.length < 2 || complete.length === 0) return readSentence(coverage, now);
  const oldest = Math.min(...complete.map((read) => read.asOf ?? Infinity));
  const to = Number.isFinite(oldest) ? ` to ${moment(oldest, now)}` : "";
  const rest = new Map<CoverageState, number>();
  for (const read of reads) if (read.state !== "complete") rest.set(read.state, (rest.get(read.state) ?? 0) + 1);
  const others = [...rest].map(([state, n]) => `${n} ${STATE[state]}`).join("; ");
  return { text: `${complete.length} of ${reads.length} complete${to}; ${others}${asides(coverage)}`, warn: true };
}

/** What an empty section says in place of rows. */
export function emptyWords(coverage: Coverage, reads: readonly Coverage[], now: number): { title: string; text: string; known: boolean } {
  const to = coverage.asOf === null ? "" : ` as of ${moment(coverage.asOf, now)}`;
  if (coverage.state === "complete")
    return { title: "Nothing recorded at the EHR", text: `The EHR was asked and gave nothing${to}.`, known: true };
  const reasons = reads.filter((read) => read.state !== "complete").map((read) => read.reason);
  const reason = coverage.reason ?? reasons.find((one) => one !== null) ?? null;
  const why = coverage.state === "partial" ? "not fully fetched yet" : STATE[coverage.state];
  return {
    title: `Not known: ${why}`,
    text: reason ?? "Whether there is anything cannot be said from here.",
    known: false,
  };
}
