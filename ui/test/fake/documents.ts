/** Documents brought to Ingrid's chart. */
import type { HeldDocument } from "~/generated/HeldDocument";

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
  },
};

export const refusedProgram: HeldDocument = {
  ...heldReferral,
  held: null,
  text: { ...heldReferral.text, refused: { code: "program", message: "This is a program, not a document, whatever its name says." } },
};
