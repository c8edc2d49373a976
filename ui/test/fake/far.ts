/** A far side for stories: answers from memory, each answer replaceable by the story. */
import type { Change } from "~/generated/Change";
import type { ProfileState } from "~/generated/ProfileState";
import type { LockSettings } from "~/generated/LockSettings";
import type { Answer, Commands, Request } from "~/platform/commands";
import type { Far } from "~/platform/far";
import { at, ingrid, NOW, people } from "./people";
import { marks, membersOf, ownLists } from "./own";
import { ingridChart, sectionOf } from "./chart";
import { compared, opened } from "./notes";
import { spanEntries, timeline, twoDates } from "./timeline";
import { auditKey, auditPage, keeping } from "./audit";
import { whatStays } from "./leaving";
import { everything, whoIsHere } from "./workstation";
import { laboratory, potassium, withdrawn } from "./detail";
import { checked, hospitals, schema } from "./connections";
import { automatic, brought, fetched, figures, ledger, manners, mappings } from "./ledger";
import { documentAnswers, unasked } from "./documentAnswers";
import { imageContent } from "./imageContent";
import { imageMarks } from "./imageMarks";
import { imageStudies, patientStudies, phantom, thumbnail } from "./images";
import { added, conflict, outbox, unmarked, writable } from "./outbox";
import { health, hits, riverside, steps, syncing } from "./rest";

export type Answers = { [K in keyof Commands]: (request: Request<K>) => Answer<K> | Promise<Answer<K>> };

const open: ProfileState = { kind: "open", protection: "keyring-and-passphrase", person: "clinician", name: null, role: "owner", people: false, may: everything, mayNot: [] };
const lockSettings: LockSettings = { minutes: 5, mostMinutes: 30, kind: "sealed", pin: false, protection: "keyring-and-passphrase" };

export function answers(): Answers {
  return {
    profile_state: () => open,
    create_profile: () => open,
    unlock_profile: () => open,
    lock_now: () => ({ kind: "locked", protection: "keyring-and-passphrase" }),
    stir: () => undefined,
    unlock_with_pin: () => open,
    lock_settings: () => lockSettings,
    policy: () => ({ standing: "none", path: null, message: null, rules: [], off: [], documentMegabytes: null, screened: true }),
    set_lock: ({ minutes, kind }) => ({ ...lockSettings, minutes, kind }),
    set_pin: ({ pin }) => ({ ...lockSettings, pin: pin !== null }),
    change_passphrase: () => open,
    change_keys: () => open,
    kept_draft: ({ place }) => ({ place, draft: null }),
    backup_state: () => ({ recoveryKey: true, lastAt: at("2026-11-19"), running: null }),
    make_recovery_key: () => ({ key: "7Q2K-M4TD-90WX-C3HB-ZE5N-1RGA-V8PJ-6FYS-KD2M", madeAt: NOW }),
    back_up: ({ path }) => ({ path, bytes: 48_300_000, at: NOW }),
    stop_backup: () => undefined,
    restore_backup: () => open,
    recover_profile: () => open,
    remove_patient: () => undefined,
    ...whatStays,
    leave_workstation: ({ auditCopy }) => ({ auditCopy, rows: auditCopy === null ? 0 : 9_120, leftInKeyring: false }),
    kept_drafts: () => [],
    keep_draft: ({ place, patient, title, content }) => ({ place, draft: { place, patient, patientName: null, title, content, at: NOW } }),
    drop_draft: ({ place }) => ({ place, draft: null }),
    lock_profile: () => ({ kind: "locked", protection: "keyring-and-passphrase" }),
    ...whoIsHere,
    sign_person_in: () => open,
    sign_person_out: () => ({ ...open, people: true, role: "nobody", may: ["use-profile"] }),
    list_connections: () => [riverside],
    add_connection: () => riverside,
    edit_connection: () => riverside,
    new_client_key: () => riverside,
    remove_connection: () => undefined,
    test_connection: () => steps,
    check_connection: () => checked,
    connection_schema: () => schema,
    import_hospitals: () => ({ name: "open.epic.com", hospitals: 479, skipped: 2 }),
    find_hospitals: ({ text }) => ({
      hospitals: hospitals.filter((one) => text !== "" && one.name.toLowerCase().includes(text.toLowerCase())),
      more: false,
      lists: [{ name: "open.epic.com", hospitals: 479, skipped: 0 }],
    }),
    sign_in: () => ({ connection: "c1", user: "Dr. Astrid Lindqvist", until: null, grantedScopes: [], missing: ["Device"] }),
    cancel_sign_in: () => undefined,
    refresh_sign_in: () => riverside.signIn,
    take_launches: () => [],
    launch: () => ({ kind: "unknown", iss: "https://ehr.elsewhere.example/r4" }),
    sign_out: () => undefined,
    find_patients: () => ({
      patients: people.slice(0, 8).map((row) => ({ fhirId: `f-${row.id}`, name: row.name ?? "", birthDate: row.birthDate, gender: row.gender, mrn: row.mrn, here: row.newRecords > 0 })),
      more: true,
      notes: [],
    }),
    start_sync: () => syncing,
    pause_sync: () => undefined,
    resume_sync: () => undefined,
    cancel_sync: () => undefined,
    sync_progress: () => [],
    list_patients: ({ text, offset, limit }) => {
      const rows = people.filter((row) => text.split(" ").every((word) => `${row.name} ${row.mrn} ${row.birthDate}`.toLowerCase().includes(word.toLowerCase())));
      return { total: rows.length, here: people.length, rows: rows.slice(offset, offset + limit) };
    },
    own_lists: () => ownLists,
    read_list: ({ list, text, offset, limit }) => {
      const on = people.filter((row) => membersOf(list).includes(row.id) && (row.name ?? "").toLowerCase().includes(text.toLowerCase()));
      return { total: on.length, here: people.length, rows: on.slice(offset, offset + limit) };
    },
    fetch_lists: () => ({ lists: ownLists.filter((one) => one.kind === "ward"), notes: ["The EHR does not list its groups of patients (Group); one can be read by its id."] }),
    forget_list: () => undefined,
    patient_marks: () => marks,
    set_mark: ({ mark, on }) => ({ ...marks, [mark]: on }),
    write_own_note: ({ text }) => ({ ...marks, notes: [{ note: "n9", text, at: NOW, changedAt: NOW }, ...marks.notes] }),
    remove_own_note: ({ note }) => ({ ...marks, notes: marks.notes.filter((one) => one.note !== note) }),
    open_chart: () => ingridChart,
    read_section: ({ section }) => sectionOf(section),
    open_note: ({ record }) => opened(record),
    compare_notes: () => compared,
    read_timeline: () => timeline,
    read_span: () => spanEntries,
    compare_dates: () => twoDates,
    record_source: ({ record }) => ({
      record,
      connectionName: "Riverside General",
      resourceType: "Observation",
      fhirId: "obs-4711",
      version: "3",
      fetchedAt: at("2026-11-20"),
      lastUpdated: at("2026-11-20", "06:41"),
      origin: "ehr",
      older: [],
      whose: record === "org1" ? null : { id: ingrid.id, name: ingrid.name, birthDate: ingrid.birthDate, section: "results" },
      detail: record === "org1" ? laboratory : record === "ps4" ? withdrawn : potassium,
      json: '{"resourceType":"Observation","id":"obs-4711","status":"final","valueQuantity":{"value":6.40,"unit":"mmol/L"},"note":[]}',
    }),
    search: () => hits,
    read_coverage: () => [],
    read_ledger: (request) => ledger(request),
    write_ledger: ({ path }) => ({ path, rows: 8 }),
    retry: () => fetched,
    ingest_encounter: () => fetched,
    ingest_encounters: () => ({ ...fetched, encounters: 3 }),
    read_brought: () => ({ total: brought.length, rows: brought }),
    mapping_figures: () => figures,
    list_mappings: ({ standing, resourceType, id }) => {
      const fits = (row: (typeof mappings)[number]) => (standing === null || row.standing === standing) && (resourceType === null || row.resourceType === resourceType) && (id === null || [row.record, row.fhirId, `${row.resourceType}/${row.fhirId}`].includes(id));
      const rows = mappings.filter(fits);
      return { total: rows.length, rows };
    },
    get_mapping: ({ id }) => mappings.find((row) => row.record === id) ?? Promise.reject(Object.assign(new Error(), { code: "record-not-found", message: "This connection has no record with that id.", correlation: null })),
    change_mapping: ({ id }) => mappings.find((row) => row.record === id) ?? mappings[0]!,
    import_mappings: () => ({ done: 2, failed: [{ line: 4, code: "record-not-found", message: "This connection has no record with that id. Use our id, or Type/id at the EHR." }] }),
    write_mappings: ({ path }) => ({ path, rows: mappings.length }),
    automatic_sync: () => automatic,
    set_automatic_sync: ({ automatic: how }) => how,
    connection_manners: () => manners,
    set_connection_manners: ({ own }) => ({ ...manners, own }),
    list_outbox: () => ({ total: 0, waiting: 0, forPerson: 0, confirmed: 0, rows: [] }),
    outbox_item: () => conflict,
    send_outbox: () => outbox,
    withdraw_item: () => added,
    retry_item: () => added,
    edit_item: () => added,
    resolve_item: () => added,
    move_item: () => added,
    writable: () => writable,
    check_record: () => [],
    add_record: () => added,
    correct_record: () => added,
    mark_in_error: () => added,
    verify_record: ({ record }) => unmarked(record),
    record_mark: ({ record }) => unmarked(record),
    appearance: () => ({ theme: "system" }),
    set_appearance: (request) => request,
    health: () => health,
    doctor: () => [
      { check: "store", ok: true, message: "Every page is sound." },
      { check: "mapping", ok: false, message: "2 records have no mapping. Sync Riverside General again." },
    ],
    verify_audit: () => ({ ok: true, rows: 9120, firstBad: null, message: "The chain is whole.", unfinished: 0, anchors: 36, removed: 0, key: auditKey }),
    verify_audit_file: () => unasked(),
    list_audit: ({ which, offset, limit }) => auditPage(which, offset, limit),
    export_audit: ({ path }) => ({ path, rows: 9120, key: auditKey }),
    audit_keeping: () => keeping,
    set_audit_keeping: ({ years }) => ({ ...keeping, years }),
    cut_audit: () => ({ ...keeping, older: 0 }),
    support_bundle: () => undefined,
    choose_path: ({ what }) => ({ path: what === "folder" ? "/media/disc" : "/home/ada/chosen" }),
    ...documentAnswers,
    list_images: () => imageStudies,
    bring_images: () => ({ kept: 24, here: 0, studies: 1, other: [], refused: [] }),
    image_thumbnail: ({ series }) => thumbnail(series),
    wrap_images: () => ({ study: "st9", files: 1 }),
    image_frame: ({ instance, frame }) => phantom(instance, frame),
    remove_images: () => undefined,
    ...imageMarks(),
    ...imageContent(),
    anonymise_images: ({ path }) => ({ path, written: 24, leftOut: [], remarks: [] }),
    write_measurements: ({ path }) => ({ path, bytes: 4_100 }),
    write_picture: ({ path }) => ({ path, bytes: 210_000 }),
    connection_archive: ({ connection }) => ({ connection, base: "https://pacs.riverside.example/dicom-web", signIn: "basic", account: "wardbook", hasSecret: true }),
    set_connection_archive: ({ connection, base, signIn, account, secret }) => ({ connection, base: base || null, signIn, account, hasSecret: secret !== null }),
    test_archive: () => undefined,
    find_in_archive: () => ({ studies: [], more: false }),
    patient_studies: () => patientStudies,
    send_study: () => ({ items: 1, images: 24 }),
    fetch_study: () => ({ of: 24, kept: 14, here: 10, other: [], refused: [] }),
    unsent: () => ({ waiting: 3, forPerson: 1, next: ["2 go by itself after the next start, once the EHR is reached and somebody is signed in.", "1 goes when you have decided about it."] }),
    close_window: () => undefined,
    keep_open: () => undefined,
    import: () => unasked(),
    export_chart: () => unasked(),
    write_plot: ({ path, content }) => ({ path, bytes: content.length }),
    take_out: ({ path, form }) => ({
      path,
      bytes: 25_299,
      amount: form === "pdf" ? "4 pages" : "96 rows",
      incomplete: ["Results: only a part is here as of 2026-11-20 14:02 CET (microbiology refused by the EHR)."],
      leftOut: form === "pdf" ? ["Notes to self: they are no part of the record."] : [],
    }),
  };
}

export interface FakeFar extends Far {
  asked: { name: keyof Commands; request: unknown }[];
  tell: (change: Change) => void;
}

export function fake(change: Partial<Answers> = {}): FakeFar {
  const all: Answers = { ...answers(), ...change };
  const asked: FakeFar["asked"] = [];
  const listeners = new Set<(change: Change) => void>();
  return {
    asked,
    async call<K extends keyof Commands>(name: K, request: Request<K>): Promise<Answer<K>> {
      asked.push({ name, request });
      const answer = all[name] as (request: Request<K>) => Answer<K> | Promise<Answer<K>>;
      return await answer(request);
    },
    async hold(patient) {
      asked.push({ name: "hold_document", request: { patient } });
      return await all.hold_document({ patient });
    },
    async picture(request) {
      asked.push({ name: "write_picture", request });
      return await all.write_picture(request);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (change) => {
      for (const listener of listeners) listener(change);
    },
  };
}
