import type { PersonRole } from "~/generated/PersonRole";

export const ROLES: { value: PersonRole; title: string }[] = [
  { value: "clinician", title: "Clinician" },
  { value: "nurse", title: "Nurse" },
  { value: "coder", title: "Coder" },
  { value: "auditor", title: "Auditor" },
  { value: "administrator", title: "Administrator" },
];

export const MAY: Record<PersonRole, string> = {
  clinician: "Reads and writes charts, prints and takes them out.",
  nurse: "Reads and writes charts and prints them.",
  coder: "Reads charts and prints them.",
  auditor: "Reads the audit log and takes it out; opens no chart.",
  administrator: "Adds people, changes connections and settings, reads the audit log; opens no chart.",
};
