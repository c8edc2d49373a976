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

const ada: Person = { id: "u1", account: "ada", name: "Ada Berg", role: "administrator", connections: null, addedBy: "clinician", createdAt: at("2026-11-18"), here: true };

export const people3: Person[] = [
  ada,
  { ...ada, id: "u2", account: "adaeze", name: "Adaeze Obi", role: "nurse", connections: [], addedBy: "ada", here: false },
  { ...ada, id: "u3", account: "ugo", name: "Ugo Conti", role: "auditor", addedBy: "ada", here: false },
];

const WHO: Partial<Record<Permission, string>> = {
  "export-charts": "a clinician",
  "manage-connections": "an administrator",
  "manage-people": "an administrator",
  administer: "an administrator",
  "remove-patients": "a clinician or an administrator",
  "write-records": "a clinician or a nurse",
  "import-records": "a clinician or a nurse",
  "find-at-ehr": "a clinician or a nurse",
  "read-audit": "an auditor or an administrator",
  "export-audit": "an auditor",
};

function sits(person: string, name: string | null, role: string, may: Permission[]) {
  const mayNot = everything
    .filter((one) => !may.includes(one))
    .map((permission) => ({ permission, why: `Your role (${role}) does not allow this. Ask ${WHO[permission] ?? "a clinician, a nurse or a coder"}.` }));
  return { kind: "open", protection: "passphrase", people: true, person, name, role, may, mayNot } satisfies ProfileState;
}

const everybody: Permission[] = ["use-profile", "see-health"];
const reads: Permission[] = ["list-patients", "view-charts", "search-charts", "print-charts", "sign-in", "sync"];

/** Somebody in the seat, or nobody. */
export const seat = {
  nobody: sits("clinician", null, "nobody", ["use-profile"]),
  ada: sits("ada", "Ada Berg", "administrator", [...everybody, "read-audit", "manage-connections", "remove-patients", "manage-people", "administer"]),
  adaeze: sits("adaeze", "Adaeze Obi", "nurse", [...everybody, ...reads, "import-records", "write-records", "find-at-ehr"]),
  ellen: sits("ellen", "Ellen Roth", "coder", [...everybody, ...reads]),
  ugo: sits("ugo", "Ugo Conti", "auditor", [...everybody, "read-audit", "export-audit"]),
} satisfies Record<string, ProfileState>;
