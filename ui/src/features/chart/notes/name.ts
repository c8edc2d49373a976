import type { NoteRow } from "~/generated/NoteRow";

const PLAIN: Record<string, string> = { DocumentReference: "Document without a title", DiagnosticReport: "Report without a title" };

/** What a note is called where it has no title. */
export const noteName = (row: NoteRow) => row.title ?? row.kind ?? PLAIN[row.resourceType] ?? row.resourceType;
