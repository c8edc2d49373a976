/** Documents brought to Ingrid's chart. */
import type { DocumentVersion } from "~/generated/DocumentVersion";
import type { FilledTemplate } from "~/generated/FilledTemplate";
import type { HeldDocument } from "~/generated/HeldDocument";
import { at } from "./people";

export const heldReferral: HeldDocument = {
  held: "h1",
  text: {
    contentType: "application/pdf",
    kind: "PDF",
    pages: 2,
    scanned: false,
    passages: [{ page: 1, part: null, text: "Referral of Ingrid. Potassium 5.9 mmol/L." }],
    withoutText: [],
    unread: [],
    title: null,
    author: null,
    date: null,
    reader: "pdf_oxide",
    refused: null,
  },
  suggested: {
    title: "Referral of Ingrid",
    kind: { code: "57133-1", display: "Referral note" },
    date: "2026-03-14",
    author: null,
    encounter: null,
    description: null,
    confidentiality: null,
    access: null,
  },
};

export const refusedProgram: HeldDocument = {
  ...heldReferral,
  held: null,
  text: { ...heldReferral.text, refused: { code: "program", message: "This is a program, not a document, whatever its name says." } },
};

const version = (rest: Partial<DocumentVersion>): DocumentVersion => ({
  record: "no1",
  number: 1,
  how: "first",
  from: null,
  title: "Referral of Ingrid",
  person: "lindqvist",
  at: at("2026-11-20", "09:00"),
  standing: "past",
  state: "Never sent: a newer version took its place.",
  current: false,
  contentType: "application/pdf",
  pages: 2,
  access: "team",
  ...rest,
});

export const versions: DocumentVersion[] = [
  version({ record: "no1", number: 3, how: "restored", from: 1, at: at("2026-11-20", "14:10"), standing: "current", state: "Kept here; waits in the outbox for the EHR.", current: true }),
  version({ record: "no2", number: 2, how: "replaced", at: at("2026-11-20", "11:30") }),
  version({ record: "no3" }),
];

export const filledNote: FilledTemplate = {
  text: "PROGRESS NOTE\nSørensen, Ingrid\n\nAllergies: Penicillin\nMedications:\n[not recorded here]\n",
  about: { ...heldReferral.suggested, title: "Progress note", kind: { code: "11506-3", display: "Progress note" }, date: "2026-11-20T14:30:00Z", author: "lindqvist" },
  notRecorded: ["Active medications"],
};
