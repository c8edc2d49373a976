import type { AuditEntry } from "~/generated/AuditEntry";
import type { AuditKind } from "~/generated/AuditKind";
import type { AuditOutcome } from "~/generated/AuditOutcome";

export const KINDS: Record<AuditKind, string> = {
  view: "Looking",
  search: "Searching",
  export: "Taking out",
  print: "Printing",
  write: "Writing",
  "sign-in": "Signing in and out",
  sync: "From and to the EHR",
  connection: "Connections",
  administration: "Administration",
  "break-glass": "Break-glass, and under it",
};

export const OUTCOMES: Record<AuditOutcome, string> = {
  done: "done",
  refused: "refused",
  failed: "failed",
  unfinished: "unfinished",
};

/** "nurse, window, WARD-7", as far as the row says it. */
export const whence = (row: AuditEntry) => [row.program, row.workstation].filter((part) => part !== null).join(", ");

export const whose = (row: AuditEntry) => row.patientName ?? (row.patient === null ? "" : "not on this workstation now");
