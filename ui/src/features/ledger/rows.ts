/** Which reads of the ledger are shown: by what somebody typed and by how they stand. */
import type { CoverageState } from "~/generated/CoverageState";
import type { LedgerRow } from "~/generated/LedgerRow";
import { nameOr } from "~/foundations/words";

export type Which = "all" | "missing" | CoverageState;

export const WHICH: { value: Which; title: string }[] = [
  { value: "all", title: "All reads" },
  { value: "missing", title: "Not complete" },
  { value: "complete", title: "Complete" },
  { value: "partial", title: "Only a part is here" },
  { value: "refused", title: "Refused by the EHR" },
  { value: "failed", title: "Could not be renewed" },
  { value: "not-granted", title: "Not covered by the sign-in" },
  { value: "not-offered", title: "Not offered by the EHR" },
  { value: "not-asked", title: "Never asked for" },
];

/** What is true of the connection as a whole has no patient. */
export const whose = (row: LedgerRow) => (row.patient === null ? "Everybody" : nameOr(row.patientName));

/** What the EHR does not offer to anybody is no fault, and nothing anybody here can mend. */
export const isWarning = (row: LedgerRow) => (row.state !== "complete" && row.state !== "not-offered") || row.quarantined > 0;

/** Nothing was ever fetched by it: no number and no window can be told. */
export const isBlank = (row: LedgerRow) => row.asOf === null && row.count === 0;

const stands = (row: LedgerRow, which: Which) => which === "all" || (which === "missing" ? isWarning(row) : row.state === which);

export function shown(rows: readonly LedgerRow[], which: Which, section: string, text: string): LedgerRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    if (!stands(row, which) || (section !== "" && row.section !== section)) return false;
    const all = `${whose(row)} ${row.title} ${row.read} ${row.reason ?? ""}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  // What is true of the connection as a whole comes after the people.
  return [...found.filter((row) => row.patient !== null), ...found.filter((row) => row.patient === null)];
}

/** The sections that occur, in the order in which they do. */
export function sectionsOf(rows: readonly LedgerRow[]): { value: string; title: string }[] {
  const found = new Map(rows.map((row) => [row.section, row.title]));
  return [{ value: "", title: "All sections" }, ...[...found].map(([value, title]) => ({ value, title }))];
}
