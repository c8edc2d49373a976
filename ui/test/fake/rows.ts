/** The rows of Ingrid's sections: everything a row can be. */
import type { AllergyRow } from "~/generated/AllergyRow";
import type { EncounterRow } from "~/generated/EncounterRow";
import type { ImmunizationRow } from "~/generated/ImmunizationRow";
import type { MedicationRow } from "~/generated/MedicationRow";
import type { NoteRow } from "~/generated/NoteRow";
import type { ProblemRow } from "~/generated/ProblemRow";
import type { RecordRow } from "~/generated/RecordRow";
import type { VitalRow } from "~/generated/VitalRow";
import { at } from "./people";

const problem = (n: number, name: string | null, code: string, onset: string | null, rest: Partial<ProblemRow> = {}): ProblemRow => ({
  record: `pr${n}`,
  name,
  code: `ICD-10 ${code}`,
  category: "Problem list",
  clinicalStatus: "active",
  verification: "confirmed",
  standing: "current",
  severity: null,
  onset,
  abatement: null,
  ...rest,
});

export const problems: ProblemRow[] = [
  problem(1, "Heart failure with reduced ejection fraction", "I50.22", "2019", { severity: "NYHA III" }),
  problem(2, "Type 2 diabetes mellitus", "E11.9", "2008-05"),
  problem(3, "Chronic kidney disease, stage 3b", "N18.32", "2022-01-17"),
  problem(4, "Atrial fibrillation", "I48.91", "2021"),
  problem(5, "Essential hypertension", "I10", "2004"),
  problem(6, "Sleep apnoea", "G47.33", null, { standing: "unknown", clinicalStatus: null, verification: null }),
  problem(7, "Community-acquired pneumonia", "J18.9", "2023-02-01", { standing: "past", clinicalStatus: "resolved", abatement: "2023-02-20" }),
  problem(8, "Pulmonary embolism", "I26.99", "2021-06-04", { standing: "refuted", verification: "refuted", clinicalStatus: null }),
  problem(9, "Pregnancy", "Z33.1", "2024-01-01", { standing: "entered-in-error", verification: "entered-in-error", clinicalStatus: null }),
];

const drug = (n: number, name: string, dosage: string | null, rest: Partial<MedicationRow> = {}): MedicationRow => ({
  record: `md${n}`,
  resourceType: "MedicationRequest",
  name,
  dosage,
  status: "active",
  standing: "current",
  indication: null,
  prescriber: "Dr. Lindqvist",
  date: "2026-09-02",
  ended: null,
  asNeeded: false,
  part: "active",
  drug: `rxnorm|${n}`,
  place: n,
  statusReason: null,
  given: 0,
  lastGiven: null,
  dispensed: 0,
  lastDispensed: null,
  ...rest,
});

export const medications: MedicationRow[] = [
  drug(1, "Furosemide 80 mg tablet", "80 mg by mouth twice daily", { date: "2026-11-20T08:25:00", indication: "Heart failure", drug: "furosemide", given: 3, lastGiven: "2026-11-20T08:00:00", dispensed: 1, lastDispensed: "2026-09-02" }),
  drug(2, "Metoprolol succinate 100 mg", "100 mg by mouth once daily"),
  drug(3, "Apixaban 5 mg", "5 mg by mouth twice daily", { indication: "Atrial fibrillation" }),
  drug(4, "Empagliflozin 10 mg", "10 mg by mouth once daily"),
  drug(5, "Spironolactone 25 mg", null),
  drug(6, "Paracetamol 500 mg", "1 g by mouth up to four times daily", { asNeeded: true, resourceType: "MedicationStatement" }),
  drug(7, "Amoxicillin 500 mg", "500 mg by mouth three times daily", { standing: "past", part: "stopped", status: "stopped", statusReason: "Rash", ended: "2023-02-12", date: "2023-02-01" }),
  drug(8, "Digoxin 125 µg", "125 µg by mouth once daily", { standing: "entered-in-error", part: "stopped", status: "entered-in-error" }),
  drug(9, "Calcium gluconate 10 %", "1 g intravenously once", { part: "one-off", date: "2026-11-20T14:25:00", indication: "Hyperkalaemia" }),
  drug(10, "Furosemide 40 mg", "40 mg intravenously", { resourceType: "MedicationAdministration", part: "event", drug: "furosemide", standing: "past", status: "completed", date: "2026-11-20T08:00:00" }),
  drug(11, "Furosemide 40 mg", null, { resourceType: "MedicationAdministration", part: "event", drug: "furosemide", standing: "refuted", status: "not-done", statusReason: "Patient away", date: "2026-11-19T20:00:00" }),
  drug(12, "Furosemide 20 mg tablet", "20 mg by mouth once daily", { part: "stopped", drug: "furosemide", standing: "past", status: "stopped", statusReason: "Dose raised", date: "2024-05-02", ended: "2026-09-02" }),
];

export const allergyRows: AllergyRow[] = [
  { record: "al1", substance: "Penicillin", reactions: ["Anaphylaxis", "Urticaria"], severity: "severe", criticality: "high", kind: "allergy", categories: ["medication"], clinicalStatus: "active", verification: "confirmed", standing: "current", onset: "1987" },
  { record: "al2", substance: "Latex", reactions: ["Rash"], severity: "mild", criticality: "low", kind: "allergy", categories: ["environment"], clinicalStatus: "active", verification: "confirmed", standing: "current", onset: "2001-03" },
  { record: "al3", substance: "Sulfonamides", reactions: [], severity: null, criticality: null, kind: null, categories: [], clinicalStatus: null, verification: "refuted", standing: "refuted", onset: null },
  { record: "al4", substance: "Peanut", reactions: ["Swelling"], severity: null, criticality: null, kind: "allergy", categories: ["food"], clinicalStatus: null, verification: "entered-in-error", standing: "entered-in-error", onset: "2020" },
];

export const immunizations: ImmunizationRow[] = [
  { record: "im1", vaccine: "Influenza, quadrivalent", date: "2026-10-14", status: "completed", standing: "current", dose: null, lot: "FLU26-114", site: "left deltoid, intramuscular", reason: null },
  { record: "im2", vaccine: "Tetanus and diphtheria", date: "2019-04", status: "completed", standing: "current", dose: "3 of 3", lot: null, site: null, reason: null },
  { record: "im3", vaccine: "Herpes zoster", date: "2025-05-02", status: "not-done", standing: "refuted", dose: null, lot: null, site: null, reason: "Patient declined" },
];

const encounter = (n: number, kind: string, start: string, rest: Partial<EncounterRow> = {}): EncounterRow => ({
  record: `en${n}`,
  origin: "ehr",
  fhirId: `enc-${n}`,
  class: "Ambulatory",
  kind,
  reason: null,
  start,
  end: start,
  status: "finished",
  standing: "past",
  location: null,
  practitioner: "Dr. Lindqvist",
  ...rest,
});

export const encounters: EncounterRow[] = [
  encounter(1, "Cardiology", "2026-11-18T19:20:00", { class: "Inpatient", reason: "Dyspnoea", end: null, status: "in-progress", standing: "current", location: "7N, bed 12" }),
  encounter(2, "Emergency visit", "2026-11-18T16:05:00", { class: "Emergency", reason: "Shortness of breath", location: "Emergency department" }),
  encounter(3, "Office visit", "2026-09-02"),
  encounter(4, "Office visit", "2026-06-11"),
];

const note = (n: number, title: string, date: string, author: string, rest: Partial<NoteRow> = {}): NoteRow => ({
  record: `no${n}`,
  origin: "ehr",
  fhirId: `doc-${n}`,
  resourceType: "DocumentReference",
  title,
  kind: title,
  date,
  author,
  status: "final",
  standing: "current",
  here: true,
  ...rest,
});

export const notes: NoteRow[] = [
  note(1, "Progress note", "2026-11-20T12:31:00", "Dr. Lindqvist"),
  note(2, "Echocardiogram report", "2026-11-20T11:50:00", "Dr. Aaltonen", { standing: "preliminary", status: "preliminary" }),
  note(3, "History and physical", "2026-11-18T20:10:00", "Dr. Marsh"),
  note(4, "Discharge summary", "2023-02-12", "Dr. Marsh", { here: false }),
  note(5, "Consultation", "2021-06-05", "Dr. Osei", { standing: "entered-in-error", status: "entered-in-error" }),
];

export const records: RecordRow[] = [
  { record: "rc1", resourceType: "ImagingStudy", title: "Chest X-ray", detail: "Two views", status: "available", standing: "current", date: "2026-11-18T17:20:00" },
  { record: "rc2", resourceType: "ImagingStudy", title: null, detail: null, status: null, standing: "unknown", date: "2021" },
];

const vital = (n: number, name: string, value: string | null, unit: string | null, rest: Partial<VitalRow> = {}): VitalRow => ({
  record: `vt${n}`,
  name,
  value,
  unit,
  absent: null,
  abnormality: "normal",
  date: "2026-11-20T14:00:00",
  trend: [70, 76, 88, 104, 96].map((v, i) => [at("2026-11-15") + i * 86_400_000, v]),
  more: 0,
  beside: [],
  ...rest,
});

export const vitalRows: VitalRow[] = [
  vital(1, "Blood pressure", "104/62", "mmHg", { abnormality: "low", trend: [] }),
  vital(2, "Heart rate", "96", "/min"),
  vital(3, "Oxygen saturation", "92", "%", { abnormality: "low" }),
  vital(4, "Body weight", "81.4", "kg"),
  vital(5, "Body height", null, null, { absent: "not asked", trend: [], abnormality: "unknown" }),
];
