/** The ledger and the mapping of Riverside General: what is there, refused, put aside and in error. */
import type { Aside } from "~/generated/Aside";
import type { AutomaticSync } from "~/generated/AutomaticSync";
import type { BroughtRow } from "~/generated/BroughtRow";
import type { ConnectionManners } from "~/generated/ConnectionManners";
import type { Fetched } from "~/generated/Fetched";
import type { Ledger } from "~/generated/Ledger";
import type { LedgerRow } from "~/generated/LedgerRow";
import type { MappingFigures } from "~/generated/MappingFigures";
import type { MappingRow } from "~/generated/MappingRow";
import { at } from "./people";

const read = (section: string, title: string, name: string, count: number, rest: Partial<LedgerRow> = {}): LedgerRow => ({
  connection: "c1",
  connectionName: "Riverside General",
  patient: "p1",
  patientName: "Sørensen, Ingrid",
  section,
  title,
  read: name,
  state: "complete",
  count,
  expected: null,
  asOf: at("2026-11-20"),
  window: null,
  reasonCode: null,
  reason: null,
  quarantined: 0,
  updatedAt: at("2026-11-20"),
  ...rest,
});

const zofia = { patient: "p3", patientName: "Wójcik, Zofia" };

export const reads: LedgerRow[] = [
  read("demographics", "Patient", "Patient", 1),
  read("results", "Results", "Observation:laboratory", 408),
  read("results", "Results", "Observation:microbiology", 0, { state: "refused", asOf: null, reasonCode: "forbidden", reason: "The EHR refused: “User is not authorized for microbiology results (59187).”" }),
  read("vitals", "Vitals", "Observation:vital-signs", 318, { window: "since 2024-11-20", expected: 340, state: "partial", reasonCode: "interrupted", reason: "The sync was stopped." }),
  read("notes", "Notes & documents", "DocumentReference", 5, { quarantined: 1 }),
  read("devices", "Devices", "Device", 0, { patient: null, patientName: null, state: "not-granted", asOf: null, reason: "The sign-in does not cover Device." }),
  read("insurance", "Insurance", "Account", 0, { patient: null, patientName: null, state: "not-offered", asOf: null, reasonCode: "not-offered", reason: "The EHR does not offer this." }),
  read("results", "Results", "Observation:laboratory", 0, { ...zofia, state: "refused", asOf: null, reason: "Break the glass (4130)." }),
  read("medications", "Medications", "MedicationRequest", 12, { ...zofia, state: "failed", asOf: at("2026-11-18"), reason: "The EHR answered 500 three times." }),
];

export const asides: Aside[] = [
  { id: 7, connection: "c1", patient: "p1", resourceType: "DocumentReference", fhirId: "doc-81", reasonCode: "too-large", reason: "Larger than 64 MB.", at: at("2026-11-20", "13:58") },
  { id: 9, connection: "c1", patient: null, resourceType: null, fhirId: null, reasonCode: "no-id", reason: "It has no id.", at: at("2026-11-19") },
];

export const ledger = (request: { patient: string | null }): Ledger => ({
  rows: request.patient === null ? reads : reads.filter((row) => row.patient === request.patient),
  aside: request.patient === null ? asides : asides.filter((aside) => aside.patient === request.patient),
});

export const figures: MappingFigures = {
  connection: "c1",
  active: 61_204,
  inError: 2,
  removed: 31,
  inactive: 1,
  waiting: 3,
  lastSync: at("2026-11-20"),
  errors: 5,
  commonErrors: [
    { code: "timeout", count: 1 },
    { code: "not-found", count: 1 },
  ],
  orphans: 0,
  duplicates: 4,
  types: [
    { resourceType: "Condition", count: 1_422, averageAgeDays: 0.4, createdADay: 12.25 },
    { resourceType: "Observation", count: 40_112, averageAgeDays: 1.2, createdADay: 610 },
  ],
};

const mapping = (n: number, resourceType: string, rest: Partial<MappingRow> = {}): MappingRow => ({
  record: `0198f3a2-0000-7000-8000-00000000000${n}`,
  connection: "c1",
  resourceType,
  fhirId: `${resourceType.toLowerCase().slice(0, 3)}-471${n}`,
  version: "3",
  lastUpdated: at("2026-11-19"),
  createdAt: at("2026-10-02"),
  syncedAt: at("2026-11-20"),
  standing: "active",
  errorCount: 0,
  lastError: null,
  acts: [],
  ...rest,
});

export const mappings: MappingRow[] = [
  mapping(1, "Condition", { acts: [{ act: "note", detail: "Asked Riverside about this one.", person: "lindqvist", correlation: "0198f3a2-1111-7000-8000-000000000001", at: at("2026-11-18") }] }),
  mapping(2, "Observation", { standing: "in-error", errorCount: 3, lastError: "timeout" }),
  mapping(3, "Observation", { standing: "in-error", errorCount: 2, lastError: "not-found", version: null, lastUpdated: null }),
  mapping(4, "DocumentReference", { standing: "removed" }),
  mapping(5, "Encounter", { standing: "inactive" }),
];

export const fetched: Fetched = { beganAt: at("2026-11-20", "14:31"), found: 3, added: 1, changed: 1, unchanged: 1, skipped: 0, quarantined: 0, failed: [], patient: "p1", records: ["en1", "r4"], encounters: 1, items: [], cutOff: null };

export const brought: BroughtRow[] = [
  { record: "en1", resourceType: "Encounter", section: "encounters", patient: "p1", patientName: "Sørensen, Ingrid", title: "Cardiology", date: "2026-11-18T19:20:00", isNew: true },
  { record: "r4", resourceType: "Observation", section: "results", patient: "p1", patientName: "Sørensen, Ingrid", title: "Potassium", date: "2026-11-20T06:10:00", isNew: false },
];

export const automatic: AutomaticSync = { everyMinutes: 30, patients: ["f-p1"], lists: [], onReconnect: true, onChange: false, notOnBattery: true, notWhenMetered: false, staleMinutes: 15, paused: false, names: [{ fhirId: "f-p1", patient: "p1", name: "Sørensen, Ingrid" }] };

export const manners: ConnectionManners = {
  vendor: "epic",
  vendorName: "Epic",
  known: true,
  page: 100,
  requests: 2,
  batch: 1,
  inParts: ["CarePlan", "Observation"],
  own: { vendor: null, page: null, requests: 2, batch: null, restMs: null, lastUpdated: null, headers: [] },
};
