/** Who uses the workstation, and all that somebody may. */
import type { GlassState } from "~/generated/GlassState";
import type { Permission } from "~/generated/Permission";
import type { Person } from "~/generated/Person";
import type { ProfileState } from "~/generated/ProfileState";
import { at, NOW } from "./people";

export const everything: Permission[] = [
  "list-patients",
  "view-charts",
  "break-glass",
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

/** Nothing is open by break-glass, and something may be for four hours. */
export const unbroken: GlassState = { hours: 4, mostHours: 4, open: [] };

/** A chart that was opened with a reason, an hour ago. */
export const broken: GlassState = { ...unbroken, open: [{ patient: "p1", reason: "emergency", began: NOW - 3_600_000, until: NOW + 3 * 3_600_000 }] };

const WHO: Partial<Record<Permission, string>> = {
  "export-charts": "a clinician",
  "manage-connections": "an administrator",
  "manage-people": "an administrator",
  administer: "an administrator",
  "remove-patients": "a clinician or an administrator",
  "break-glass": "a clinician or a nurse",
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
  adaeze: sits("adaeze", "Adaeze Obi", "nurse", [...everybody, ...reads, "break-glass", "import-records", "write-records", "find-at-ehr"]),
  ellen: sits("ellen", "Ellen Roth", "coder", [...everybody, ...reads]),
  ugo: sits("ugo", "Ugo Conti", "auditor", [...everybody, "read-audit", "export-audit"]),
} satisfies Record<string, ProfileState>;

/** What a far side answers about people and what they open. */
export const whoIsHere = {
  list_people: () => [],
  add_person: () => people3,
  set_person_role: () => people3,
  set_person_connections: () => people3,
  remove_person: () => people3,
  set_person_password: () => undefined,
  glass_state: () => unbroken,
  find_behind_glass: () => ({ charts: [{ patient: "p1", yours: false }] }),
  break_glass: () => broken,
  end_glass: () => unbroken,
  set_glass: ({ hours }: { hours: number }) => ({ ...unbroken, hours }),
};
