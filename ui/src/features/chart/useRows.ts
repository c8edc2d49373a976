/** A section's rows. Of many notes or encounters the newest come first: nobody waits for those of forty years ago. */
import type { Failure } from "~/generated/Failure";
import type { Section } from "~/generated/Section";
import type { SectionHead } from "~/generated/SectionHead";
import { useAsk } from "~/platform/ask";

/** What fills the list many times over. */
const FIRST = 100;

const IN_STEPS = ["encounters", "notes"];

export interface Rows {
  section: Section | undefined;
  /** How many are here of more that are still being read. */
  first: number | null;
  pending: boolean;
  failure: Failure | null;
}

export function useRows(patient: string, section: string, head: SectionHead | undefined): Rows {
  const inSteps = IN_STEPS.includes(section) && (head?.count ?? 0) > FIRST;
  const first = useAsk("read_section", { patient, section, most: FIRST }, { enabled: inSteps });
  const whole = useAsk("read_section", { patient, section, most: null }, { enabled: head !== undefined && (!inSteps || !first.isPending) });
  const begun = (first.data?.kind === "notes" || first.data?.kind === "encounters") && whole.isPending ? first.data : undefined;
  return {
    section: whole.data ?? begun,
    first: begun?.rows.length ?? null,
    pending: whole.isPending && begun === undefined,
    failure: whole.isError ? whole.error.failure : null,
  };
}
