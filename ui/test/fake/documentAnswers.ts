/** What the far side answers about documents, templates and sharing. */
import type { Answers } from "./far";
import { filledNote, heldReferral, versions } from "./documents";
import { at } from "./people";

const kept = { record: "d1", state: "Kept here, not sent.", already: false, text: heldReferral.text };

/** The window has no screen for it yet: a story that gets here is wrong. */
export const unasked = () => Promise.reject(Object.assign(new Error(), { code: "internal", message: "The window does not ask this.", correlation: null }));

export const documentAnswers = {
  read_document_text: () => unasked(),
  add_document: () => unasked(),
  document_types: () => [
    { code: "57133-1", display: "Referral note" },
    { code: "18842-5", display: "Discharge summary" },
  ],
  hold_document: () => heldReferral,
  keep_document: () => kept,
  drop_document: () => undefined,
  document_here: ({ record }) => ({ record, contentType: "application/pdf", length: 1000, pages: 2, scanned: false, unread: [], person: "lindqvist", at: at("2026-11-20"), state: "Kept here, not sent.", access: null, about: heldReferral.suggested }),
  watched_folder: () => ({ path: null }),
  set_watched_folder: (request) => request,
  waiting_files: () => ({ folder: null, unreachable: null, files: [], more: 0 }),
  hold_file: () => heldReferral,
  put_aside: () => undefined,
  document_part: () => new ArrayBuffer(0),
  document_picture: () => new ArrayBuffer(0),
  document_versions: () => ({ versions }),
  restore_document: () => kept,
  supersede_document: () => ({ versions }),
  set_document_access: () => undefined,
  arrange_pages: () => kept,
  split_document: () => ({ taken: kept, rest: kept }),
  reassign_document: () => ({ there: kept, rest: null }),
  list_templates: () => ({
    templates: [
      { name: "progress-note", title: "Progress note", kind: "11506-3", own: false, problem: null },
      { name: "dialysis", title: "Dialysis note", kind: null, own: true, problem: null },
    ],
    folder: "/home/lindqvist/.local/share/wardbook/templates",
    fields: [{ label: "{{patient.name}}", value: "Name" }],
  }),
  fill_template: () => filledNote,
  write_document: () => kept,
  share_documents: ({ path, records, with: access }) => ({ path, bytes: 4_200, documents: records.length, encrypted: access.kind !== "anybody", leftOut: [] }),
  read_shared: () => ({
    name: "Sørensen, Ingrid",
    birthDate: "1960-03-14",
    mrn: "00421187",
    from: "marsh",
    at: "2026-11-20T10:00:00Z",
    encrypted: true,
    documents: [{ number: 1, title: "Nephrology report", kind: "Consult note", date: "2026-11-19", author: "Dr. Marsh", inError: false, contentType: "application/pdf", size: 52_000 }],
  }),
  open_shared: () => ({ added: [kept], leftOut: [] }),
  document_limit: () => ({ megabytes: 100 }),
  set_document_limit: (request) => request,
  print_document: () => undefined,
} satisfies Partial<Answers>;
