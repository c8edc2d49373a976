/** Connections, syncs, health, hits. */
import type { Connection } from "~/generated/Connection";
import type { Health } from "~/generated/Health";
import type { Hits } from "~/generated/Hits";
import type { SectionProgress } from "~/generated/SectionProgress";
import type { SyncProgress } from "~/generated/SyncProgress";
import type { TestStep } from "~/generated/TestStep";
import { at } from "./people";

export const riverside: Connection = {
  id: "c1",
  name: "Riverside General",
  fhirBase: "https://ehr.riverside.example/fhir/r4",
  clientId: "wardbook-1",
  auth: "smart",
  details: { comesBack: { kind: "loopback", port: null, path: null }, authorizeUrl: null, tokenUrl: null, scopes: null, account: null, keyId: null },
  secret: "not-needed",
  redirectUri: "http://127.0.0.1/callback",
  launchUris: ["app.wardbook.desktop://launch"],
  publicKeys: null,
  software: "Sandbox EHR 0.1",
  fhirVersion: "4.0.1",
  signIn: { kind: "signed-in", user: "Dr. Astrid Lindqvist", until: at("2026-11-20", "15:00"), renews: false },
  reach: { kind: "online", at: at("2026-11-20") },
  requestedScopes: ["openid", "fhirUser", "user/Patient.rs", "user/Observation.rs", "user/Device.rs"],
  grantedScopes: ["openid", "fhirUser", "user/Patient.rs", "user/Observation.rs"],
  scopes: [
    { asked: "openid", granted: ["openid"], whole: true },
    { asked: "fhirUser", granted: ["fhirUser"], whole: true },
    { asked: "user/Patient.rs", granted: ["user/Patient.rs"], whole: true },
    { asked: "user/Observation.rs", granted: ["user/Observation.rs?category=laboratory"], whole: false },
    { asked: "user/Device.rs", granted: [], whole: false },
  ],
  patients: 214,
  records: 61_240,
  syncedAt: at("2026-11-20"),
};

const part = (section: string, title: string, readsDone: number, readsPlanned: number, records: number, refused = 0): SectionProgress => ({ section, title, readsDone, readsPlanned, records, refused, failed: 0 });

export const syncing: SyncProgress = {
  connection: "c1",
  connectionName: "Riverside General",
  correlation: "0191-77aa",
  phase: "running",
  patientsDone: 9,
  patientsPlanned: 10,
  readsDone: 183,
  readsPlanned: 300,
  records: 1204,
  added: 1130,
  changed: 21,
  unchanged: 53,
  removed: 0,
  quarantined: 1,
  bytes: 8_412_000,
  startedAt: at("2026-11-20", "14:30"),
  endedAt: null,
  secondsLeft: 41,
  sections: [
    part("demographics", "Patient", 10, 10, 10),
    part("results", "Results", 61, 100, 840, 2),
    part("vitals", "Vitals", 10, 10, 210),
    part("medications", "Medications", 20, 40, 71),
    part("problems", "Problems", 10, 10, 44),
    part("allergies", "Allergies", 10, 10, 19),
    part("notes", "Notes", 0, 20, 0),
  ],
  message: null,
};

export const health: Health = {
  version: "0.1.0",
  protection: "keyring-and-passphrase",
  schema: 3,
  keyring: true,
  connections: [{ id: "c1", name: "Riverside General", reach: riverside.reach, signIn: riverside.signIn, requests: 1893, tokensIn: "keyring", p50Ms: 41.2, p95Ms: 180.7, p99Ms: 702 }],
  queueDepth: 0,
  queueOldestSeconds: null,
  counters: [
    { name: "sign-in done", count: 12 },
    { name: "sign-in denied", count: 1 },
    { name: "refresh done", count: 48 },
  ],
  records: [
    { name: "Observation", count: 40_112 },
    { name: "MedicationRequest", count: 3_204 },
    { name: "DocumentReference", count: 2_011 },
    { name: "Condition", count: 1_422 },
  ],
  patients: 214,
  quarantined: 1,
  storeBytes: 48_300_000,
  auditBytes: 1_200_000,
  auditRows: 9_120,
  logBytes: 640_000,
  diskFree: 212_000_000_000,
};

export const steps: TestStep[] = [
  { step: "reach", title: "Reach the server", ok: true, message: "Answered in 38 ms over TLS 1.3.", hint: null },
  { step: "discovery", title: "Find how to sign in", ok: true, message: "SMART configuration with PKCE S256.", hint: null },
  { step: "capabilities", title: "Read what it offers", ok: false, message: "The CapabilityStatement is for FHIR 3.0.2.", hint: "Wardbook reads FHIR R4 and newer. Ask for the R4 base URL." },
  { step: "read", title: "Read a patient", ok: null, message: "Not reached.", hint: null },
];

export const hits: Hits = {
  more: false,
  didYouMean: [],
  hits: [
    { record: "no1", resourceType: "DocumentReference", section: "notes", patient: "p1", patientName: "Sørensen, Ingrid", title: "Progress note", snippet: "…Potassium has climbed to 6.4 with creatinine 151; the sample was repeated…", page: null, date: "2026-11-20T12:31:00" },
    { record: "r4", resourceType: "Observation", section: "results", patient: "p1", patientName: "Sørensen, Ingrid", title: "Potassium", snippet: null, page: null, date: "2026-11-20T06:10:00" },
    { record: "x9", resourceType: "Observation", section: "results", patient: "p8", patientName: "Johnson, Marcus", title: "Potassium", snippet: null, page: null, date: "2026-10-02" },
  ],
};
