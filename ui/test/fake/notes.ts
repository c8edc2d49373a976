import type { ComparedNotes } from "~/generated/ComparedNotes";
import type { Look } from "~/generated/Look";
import type { Note } from "~/generated/Note";
import type { NoteBlock } from "~/generated/NoteBlock";
import type { NotePart } from "~/generated/NotePart";
import { notes } from "./rows";

export const words = (text: string, ...looks: Look[]) => ({ text, looks });

export const block = (kind: NoteBlock["kind"], text: string, rest: Partial<NoteBlock> = {}): NoteBlock => ({
  kind,
  level: kind === "heading" ? 3 : 0,
  apart: kind === "heading",
  mark: kind === "item" ? "•" : null,
  runs: text === "" ? [] : [words(text)],
  rows: [],
  outline: kind === "heading" ? text : null,
  copied: null,
  ...rest,
});

const cell = (text: string, head = false) => ({ runs: text === "" ? [] : [words(text)], head, across: 1, down: 1 });

const part = (rest: Partial<NotePart>): NotePart => ({ title: null, depth: 0, contentType: "text/html", text: null, blocks: [], sameAs: null, size: null, unavailable: null, ...rest });

const history =
  "66 y woman with ischaemic heart failure, EF 32 % in 2024, admitted with three days of worsening dyspnoea and orthopnoea after a weekend without diuretics.";

export const progress: NotePart[] = [
  part({
    title: "Progress note",
    text: "…",
    blocks: [
      block("heading", "History"),
      block("line", history, { copied: 0 }),
      block("line", "Coronary stents 2019 and 2021. Chronic kidney disease 3b.", { copied: 0 }),
      block("heading", "Subjective and course"),
      block("line", "Day 2. Breathless on minimal exertion overnight, better after intravenous furosemide. Slept on three pillows. No chest pain, no palpitations."),
      block("line", "", {
        apart: true,
        runs: [words("Potassium has climbed to "), words("6.4", "bold"), words(" with creatinine 151; the sample was repeated at once and agrees. "), words("Spironolactone 25 mg daily.", "struck"), words(" ECG without peaked T waves.")],
      }),
      block("heading", "Results"),
      block("table", "", { rows: [[cell("", true), cell("Today", true), cell("Yesterday", true)], [cell("Potassium", true), cell("6.4"), cell("5.6")], [cell("Creatinine", true), cell("151"), cell("")]] }),
      block("heading", "Assessment and plan"),
      block("item", "Acute on chronic heart failure. Furosemide 80 mg twice daily, daily weight.", { mark: "1." }),
      block("item", "Hyperkalaemia. Hold spironolactone, repeat potassium at 18:00.", { mark: "2." }),
      block("item", "Chronic kidney disease 3b, worse. Avoid contrast.", { mark: "3." }),
      block("remark", "Picture, not shown here: ECG of 20 November"),
    ],
  }),
  part({ contentType: "text/rtf", text: "…", sameAs: 0, blocks: [block("line", "Potassium once more, as rich text.")] }),
  part({ contentType: "application/pdf", size: 231_000, unavailable: "A PDF of 231 kB. It is on this workstation, but the PDFs of an EHR are not shown here yet: open it at the EHR." }),
];

export function opened(record: string): Note {
  const row = notes.find((one) => one.record === record) ?? notes[0]!;
  if (!row.here)
    return { row, parts: [part({ contentType: "application/pdf", unavailable: "The document is not on this workstation: the EHR refused its content." })], earlier: [], lookedAt: 0 };
  return { row, parts: progress, earlier: [{ record: "no3", title: "History and physical", date: "2026-11-18T20:10:00", author: "Dr. Marsh" }], lookedAt: 2 };
}

const same = (text: string) => ({ change: "same" as const, words: [{ text, changed: false }] });

export const compared: ComparedNotes = {
  earlier: notes[2]!,
  later: notes[0]!,
  lines: [
    ...["HISTORY", history, "Coronary stents 2019 and 2021.", "Chronic kidney disease 3b.", "PLAN"].map(same),
    { change: "gone", words: [{ text: "Furosemide ", changed: false }, { text: "40", changed: true }, { text: " mg twice daily", changed: false }] },
    { change: "came", words: [{ text: "Furosemide ", changed: false }, { text: "80", changed: true }, { text: " mg twice daily", changed: false }] },
    same("Daily weight."),
    { change: "came", words: [{ text: "Hold spironolactone.", changed: true }] },
  ],
  notCompared: [],
};
