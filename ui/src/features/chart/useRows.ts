/** A section's rows. Of thousands of notes the newest come first, so that nobody waits for those of forty years ago. */
import type { Failure } from "~/generated/Failure";
import type { Section } from "~/generated/Section";
import type { SectionHead } from "~/generated/SectionHead";
import { useAsk } from "~/platform/ask";

/** What fills the list many times over. */
const FIRST = 200;

export interface Rows {
  section: Section | undefined;
  /** How many are here of more that are still being read. */
  first: number | null;
  pending: boolean;
  failure: Failure | null;
}

export function useRows(patient: string, section: string, head: SectionHead | undefined): Rows {
  const inSteps = section === "notes" && (head?.count ?? 0) > FIRST;
  const first = useAsk("read_section", { patient, section, most: FIRST }, { enabled: inSteps });
  const whole = useAsk("read_section", { patient, section, most: null }, { enabled: head !== undefined && (!inSteps || !first.isPending) });
  const begun = first.data?.kind === "notes" && whole.isPending ? first.data : undefined;
  return {
    section: whole.data ?? begun,
    first: begun?.rows.length ?? null,
    pending: whole.isPending && begun === undefined,
    failure: whole.isError ? whole.error.failure : null,
  };
}
