/** Far sides in a state worth looking at, by name. */
import type { Section } from "~/generated/Section";
import { banner, coverage, emptySummary, heads, ingridChart, sectionOf } from "./chart";
import { heldReferral } from "./documents";
import type { Answers } from "./far";
import { leaves, limited } from "./leaving";
import { letter } from "./letter";
import { opened } from "./notes";
import { measuredStudy } from "./imageMarks";
import { conflict, outbox } from "./outbox";
import { at, crowd, zofia } from "./people";
import { keyed } from "./connections";
import { riverside, syncing } from "./rest";
import { large } from "./sheet";
import { broken, people3, seat } from "./workstation";

const reason = "The EHR refused: this user may not read it.";
const refused = (section: string) => ({ count: 0, coverage: coverage(section, { state: "refused", asOf: null, reason }), reads: [coverage(section, { read: section, state: "refused", asOf: null, reason })] });

const emptySection = (section: string): Section => {
  switch (section) {
    case "summary":
      return { kind: "summary", rows: emptySummary };
    case "allergies":
      return { kind: "allergies", rows: { statement: "not-known", rows: [] } };
    case "results":
    case "vitals":
      return { kind: section, rows: { columns: [], columnsInAll: 0, results: 0, groups: [] } };
    default:
      return { kind: "records", rows: [] };
  }
};

const offline = { ...riverside, reach: { kind: "offline" as const, since: at("2026-11-20", "14:20") } };
const lost = { ...riverside, signIn: { kind: "lost" as const, reason: "The EHR ended the session." } };

/** A chart of forty years: its sections with 20,000 rows a list. */
function crowded(section: string): Section {
  const found = sectionOf(section);
  const many = <R extends { record: string }>(rows: readonly R[]) => Array.from({ length: 20_000 }, (_, n) => ({ ...rows[n % rows.length]!, record: `many${n}` }));
  if (found.kind === "lists") return { kind: "lists", rows: found.rows.map((list) => ({ ...list, rows: many(list.rows) })) };
  if (found.kind === "medications") return { kind: "medications", rows: many(found.rows) };
  return found;
}

const kept = letter();

export const scenes: Record<string, Partial<Answers>> = {
  plain: {},
  "nobody there": { profile_state: () => seat.nobody },
  administrator: { profile_state: () => seat.ada, list_people: () => people3 },
  "behind glass": { profile_state: () => seat.adaeze, glass_state: () => broken },
  leaving: { retention: () => limited, patient_stay: () => leaves },
  nurse: { profile_state: () => seat.adaeze },
  coder: {
    profile_state: () => seat.ellen,
    open_chart: () => ({ ...ingridChart, sections: ingridChart.sections.map((head) => (head.section === "notes" ? { ...head, heldBack: 2 } : head)) }),
  },
  measured: { image_marks: measuredStudy },
  outbox: { list_outbox: () => outbox, outbox_item: () => conflict },
  "many records": { read_section: ({ section }) => crowded(section) },
  brought: {
    open_note: (request) => {
      const note = opened(request.record);
      return { ...note, row: { ...note.row, origin: "workstation" } };
    },
    document_here: ({ record }) => ({ record, contentType: "application/pdf", length: kept.length, pages: 2, scanned: false, unread: [], person: "lindqvist", at: at("2026-11-20"), state: "Kept here, not sent.", access: null, about: heldReferral.suggested }),
    document_part: ({ from, length }) => kept.slice(from, from + length).buffer,
  },
  scans: {
    waiting_files: () => ({
      folder: "/srv/scans/7N",
      unreachable: null,
      files: [
        { name: "scan-0017.pdf", length: 240_000, modified: at("2026-11-20", "09:02"), arriving: false, aside: false },
        { name: "scan-0018.tif", length: 1_900_000, modified: at("2026-11-20", "14:29"), arriving: true, aside: false },
        { name: "menu.pdf", length: 88_000, modified: at("2026-11-19", "16:40"), arriving: false, aside: true },
      ],
      more: 0,
    }),
  },
  offline: { list_connections: () => [offline] },
  lost: { list_connections: () => [lost] },
  syncing: { sync_progress: () => [syncing] },
  "sync-lost": {
    list_connections: () => [lost],
    sync_progress: () => [{ ...syncing, phase: "sign-in-lost", endedAt: at("2026-11-20", "14:31"), secondsLeft: null, message: "The EHR ended the session. Sign in again; the sync goes on from the last page." }],
  },
  refused: {
    open_chart: () => ({
      banner: banner(zofia, { allergies: [], allergyStatement: "not-known", age: "89 y", location: null, flags: [], demographics: [] }),
      sections: heads({
        results: refused("results"),
        allergies: refused("allergies"),
        notes: { count: 0, coverage: coverage("notes", { state: "partial", asOf: null, reason: "The sync was stopped." }) },
        problems: { count: 0 },
        medications: refused("medications"),
        vitals: { count: 0 },
        encounters: { count: 0, coverage: coverage("encounters", { state: "not-granted", asOf: null }) },
      }),
    }),
    read_section: ({ section }) => emptySection(section),
  },
  crowd: (() => {
    const rows = crowd(100_000);
    return { list_patients: ({ offset, limit }) => ({ total: rows.length, here: rows.length, rows: rows.slice(offset, offset + limit) }) } satisfies Partial<Answers>;
  })(),
  large: { open_chart: () => ingridChart, read_section: () => ({ kind: "results", rows: large(400, 300) }) },
  empty: {
    list_connections: () => [],
    list_patients: () => ({ total: 0, here: 0, rows: [] }),
  },
  new: { profile_state: () => ({ kind: "new", keyringAvailable: true, keyringReason: null }) },
  "no-keyring": { profile_state: () => ({ kind: "new", keyringAvailable: false, keyringReason: "No Secret Service answers on this computer." }) },
  screened: { profile_state: () => ({ kind: "screened", protection: "keyring-and-passphrase", pin: true, triesLeft: 5 }) },
  unfinished: {
    kept_drafts: () => [{ place: "write p1 vitals new", patient: "p1", patientName: "Sørensen, Ingrid", title: "Vital signs", content: "{}", at: at("2026-11-20") }],
  },
  locked: { profile_state: () => ({ kind: "locked", protection: "keyring-and-passphrase" }) },
  damaged: {
    profile_state: () => ({ kind: "damaged", code: "newer-version", message: "This profile was made by a newer Wardbook (schema 9; this one knows 3). Install the newer version." }),
  },
  keyed: { list_connections: () => [keyed] },
  launched: { take_launches: () => [{ address: "app.wardbook.desktop://launch?iss=https%3A%2F%2Fehr.elsewhere.example%2Fr4&launch=x" }] },
  waiting: { list_connections: () => [{ ...riverside, signIn: { kind: "waiting" } }] },
};
