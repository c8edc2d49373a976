/** Who uses the workstation, and all that somebody may. */
import type { Permission } from "~/generated/Permission";
import type { Person } from "~/generated/Person";
import type { ProfileState } from "~/generated/ProfileState";
import { at } from "./people";

export const everything: Permission[] = [
  "list-patients",
  "view-charts",
  "search-charts",
  "export-charts",
  "print-charts",
  "import-records",
  "write-records",
  "manage-connections",
  "sign-in",
  "find-at-ehr",
  "sync",
  "use-profile",
  "see-health",
  "read-audit",
  "export-audit",
  "remove-patients",
  "manage-people",
  "administer",
];

const ada: Person = { id: "u1", account: "ada", name: "Ada Berg", role: "administrator", addedBy: "clinician", createdAt: at("2026-11-18"), here: true };

export const people3: Person[] = [
  ada,
  { ...ada, id: "u2", account: "adaeze", name: "Adaeze Obi", role: "nurse", addedBy: "ada", here: false },
  { ...ada, id: "u3", account: "ugo", name: "Ugo Conti", role: "auditor", addedBy: "ada", here: false },
];

const several = { kind: "open", protection: "passphrase", people: true } as const;

/** Somebody in the seat, or nobody. */
export const seat = {
  nobody: { ...several, person: "clinician", name: null, role: "nobody", may: ["use-profile"] },
  ada: { ...several, person: "ada", name: "Ada Berg", role: "administrator", may: ["use-profile", "see-health", "read-audit", "manage-connections", "remove-patients", "manage-people", "administer"] },
  adaeze: { ...several, person: "adaeze", name: "Adaeze Obi", role: "nurse", may: ["use-profile", "see-health", "list-patients", "view-charts", "search-charts", "print-charts", "import-records", "write-records", "sign-in", "find-at-ehr", "sync"] },
  ugo: { ...several, person: "ugo", name: "Ugo Conti", role: "auditor", may: ["use-profile", "see-health", "read-audit", "export-audit"] },
} satisfies Record<string, ProfileState>;
