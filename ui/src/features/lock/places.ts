/** Where a form that was not saved is found again. */
import type { KeptDraft } from "~/generated/KeptDraft";
import { chart, type Route } from "~/foundations/route";

export const writing = (patient: string, kind: string, record: string | null) => `write ${patient} ${kind} ${record ?? "new"}`;
export const noteToSelf = (patient: string) => `note-to-self ${patient}`;
export const editing = (item: string, patient: string | null) => `outbox ${patient ?? "nobody"} ${item}`;
export const fromTemplate = (patient: string) => `template ${patient}`;

/** The page on which it is; nothing where a newer program kept it. */
export function routeOf({ place }: KeptDraft): Route | null {
  const [what, patient, kind, record] = place.split(" ");
  if (patient === undefined) return null;
  if (what === "write" && kind !== undefined) return { page: "write", patient, kind, record: record === undefined || record === "new" ? null : record };
  if (what === "outbox" && kind !== undefined) return { page: "outbox", item: kind };
  if (what === "note-to-self") return chart(patient, "summary");
  if (what === "template") return chart(patient, "notes");
  return null;
}
