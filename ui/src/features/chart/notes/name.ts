import type { NoteRow } from "~/generated/NoteRow";

/** What a note is called where it has no title. */
export const noteName = (row: NoteRow) => row.title ?? row.kind ?? row.resourceType;
