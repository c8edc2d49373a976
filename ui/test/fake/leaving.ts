/** Charts that nobody opens. */
import type { PatientStay } from "~/generated/PatientStay";
import type { Retention } from "~/generated/Retention";
import type { RetentionState } from "~/generated/RetentionState";
import { at } from "./people";

const stays: Retention = { connection: "c1", connectionName: "Riverside General", days: null, mostDays: null, holds: null, notBefore: null, due: 0, charts: [] };

const unlimited: RetentionState = { connections: [stays], left: [] };

/** Thirty days: one leaves, one does not. */
export const thirty: Retention = {
  ...stays,
  days: 30,
  holds: 30,
  due: 2,
  charts: [
    { patient: "p2", name: "Johnson, Marcus", openedAt: at("2026-10-24", "09:12"), leavesAt: at("2026-11-23", "09:12"), because: [] },
    { patient: "p3", name: "Wójcik, Zofia", openedAt: null, leavesAt: at("2026-11-24", "08:00"), because: ["something waits to be sent", "a record was written here and never filed"] },
  ],
};

export const limited: RetentionState = {
  connections: [thirty],
  left: [{ at: at("2026-11-19", "07:15"), connectionName: "Riverside General", said: "nobody opened it for 30 days" }],
};

export const leaves: PatientStay = { patient: "p1", stays: false, by: null, at: null, leavesAt: at("2026-12-20", "14:02"), because: [] };

export const whatStays = {
  retention: () => unlimited,
  ask_retention: ({ days }: { days: number | null }): Retention => ({ ...thirty, days, holds: days, notBefore: at("2026-11-21", "14:32") }),
  set_retention: () => limited,
  patient_stay: ({ patient }: { patient: string }): PatientStay => ({ ...leaves, patient, leavesAt: null }),
  set_stay: ({ patient, on }: { patient: string; on: boolean }): PatientStay => ({ ...leaves, patient, stays: on, by: on ? "clinician" : null, at: on ? at("2026-11-20") : null }),
};
