/** Ingrid's chart: heart failure, kidneys, and everything a row can be. */
import type { Banner } from "~/generated/Banner";
import type { Chart } from "~/generated/Chart";
import type { Coverage } from "~/generated/Coverage";
import type { PatientRow } from "~/generated/PatientRow";
import type { Section } from "~/generated/Section";
import type { SectionHead } from "~/generated/SectionHead";
import type { Summary } from "~/generated/Summary";
import { at, ingrid } from "./people";
import { listsOf } from "./lists";
import { allergyRows, encounters, immunizations, medications, notes, problems, records, vitalRows } from "./rows";
import { none, results, vitals } from "./sheet";

export const coverage = (section: string, rest: Partial<Coverage> = {}): Coverage => ({
  connection: "c1",
  patient: "p1",
  section,
  read: null,
  state: "complete",
  count: 0,
  asOf: at("2026-11-20"),
  reason: null,
  quarantined: 0,
  ...rest,
});

const TITLES: [string, string, number][] = [
  ["summary", "Summary", 0],
  ["results", "Results", 412],
  ["vitals", "Vitals", 318],
  ["medications", "Medications", 12],
  ["problems", "Problems", 9],
  ["allergies", "Allergies", 4],
  ["immunizations", "Immunizations", 3],
  ["encounters", "Encounters", 4],
  ["notes", "Notes", 5],
  ["procedures", "Procedures", 5],
  ["orders", "Orders & appointments", 4],
  ["care-plan", "Care plan", 5],
  ["family-history", "Family history", 3],
  ["social-history", "Social history", 4],
  ["devices", "Devices", 0],
  ["imaging", "Imaging", 2],
  ["insurance", "Insurance", 3],
  ["other", "Other", 0],
];

export function heads(change: Record<string, Partial<SectionHead>> = {}): SectionHead[] {
  return TITLES.map(([section, title, count]) => {
    const rest: Partial<SectionHead> = change[section] ?? {};
    return { section, title, count, heldBack: 0, coverage: coverage(section, { count }), reads: [], ...rest };
  });
}

const labs = [
  coverage("results", { read: "Observation laboratory", count: 408 }),
  coverage("results", { read: "DiagnosticReport", count: 4 }),
  coverage("results", { read: "Observation microbiology", state: "refused", asOf: null, reason: "The EHR refused: this user has no permission for microbiology." }),
];

export const ingridHeads = heads({
  results: { coverage: coverage("results", { state: "refused", count: 412 }), reads: labs },
  notes: { coverage: coverage("notes", { quarantined: 1, count: 5 }) },
  devices: { coverage: coverage("devices", { state: "not-granted", asOf: null, reason: "The sign-in does not cover Device." }) },
  other: { coverage: coverage("other", { state: "not-offered", asOf: null }) },
});

export const banner = (patient: PatientRow, rest: Partial<Banner> = {}): Banner => ({
  patient,
  age: "66 y",
  deceased: null,
  location: "7N, bed 12",
  allergies: [
    { substance: "Penicillin", reaction: "anaphylaxis", severe: true },
    { substance: "Latex", reaction: "rash", severe: false },
  ],
  allergyStatement: "listed",
  flags: ["Full code"],
  demographics: [
    { label: "Address", value: "Elveveien 12, 7013 Trondheim" },
    { label: "Phone", value: "+47 555 01 23" },
    { label: "Language", value: "Norwegian" },
  ],
  ...rest,
});

export const ingridChart: Chart = { banner: banner(ingrid), sections: ingridHeads };

export const summary: Summary = {
  fresh: {
    since: at("2026-11-19", "16:40"),
    counts: [
      { section: "results", records: 11 },
      { section: "notes", records: 1 },
    ],
    rows: [
      { record: "fr1", section: "results", title: "Potassium", detail: "6.4 mmol/L", date: "2026-11-20T06:41:00", status: "final", standing: "current" },
      { record: "no1", section: "notes", title: "Progress note", detail: null, date: "2026-11-20T12:31:00", status: "final", standing: "current" },
      { record: "fr2", section: "results", title: "Troponin", detail: "12 ng/L", date: "2026-11-20T06:41:00", status: "entered-in-error", standing: "entered-in-error" },
    ],
  },
  next: [{ record: "ap1", section: "orders", name: "Heart failure clinic", start: "2026-12-04T09:30:00", with: "Dr. Aaltonen", status: "booked", standing: "current" }],
  problems: problems.slice(0, 6),
  medications: medications.slice(0, 6),
  allergies: { statement: "listed", rows: allergyRows.slice(0, 2) },
  results: { ...results, groups: [{ name: "Abnormal first", tests: [1, 4, 5, 0, 3, 6].map((n) => results.groups[0]!.tests[n]!).concat(results.groups[2]!.tests, results.groups[1]!.tests) }] },
  vitals: vitalRows,
  encounters,
  notes,
};

export function sectionOf(section: string): Section {
  switch (section) {
    case "summary":
      return { kind: "summary", rows: summary };
    case "results":
      return { kind: "results", rows: results };
    case "vitals":
      return { kind: "vitals", rows: vitals };
    case "medications":
      return { kind: "medications", rows: medications };
    case "problems":
      return { kind: "problems", rows: problems };
    case "allergies":
      return { kind: "allergies", rows: { statement: "listed", rows: allergyRows } };
    case "immunizations":
      return { kind: "immunizations", rows: immunizations };
    case "encounters":
      return { kind: "encounters", rows: encounters };
    case "notes":
      return { kind: "notes", rows: notes };
    default:
      return listsOf(section) ?? { kind: "records", rows: records };
  }
}

export const emptySummary: Summary = {
  fresh: null,
  next: [],
  problems: [],
  medications: [],
  allergies: { statement: "not-known", rows: [] },
  results: none,
  vitals: [],
  encounters: [],
  notes: [],
};
