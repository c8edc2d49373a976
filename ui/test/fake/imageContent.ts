/** What of Ingrid's studies is no picture: an electrocardiogram that is worked out here, a letter, a drawing of a heart. */
import type { FindStudies } from "~/generated/FindStudies";
import type { FoundImageStudy } from "~/generated/FoundImageStudy";
import type { ImageLayout } from "~/generated/ImageLayout";
import type { ImageLayoutHere } from "~/generated/ImageLayoutHere";
import type { ImageObject } from "~/generated/ImageObject";
import type { ImageStudy } from "~/generated/ImageStudy";
import type { StudyReport } from "~/generated/StudyReport";
import type { ImageWaveform } from "~/generated/ImageWaveform";
import type { WaveformPart } from "~/generated/WaveformPart";
import { notes } from "./rows";
import { imageHeader, imageReport } from "./imageMarks";
import { letter } from "./letter";

const LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
/** How high each lead's R wave is, and how deep its S, in microvolts. */
const R = [700, 1200, 500, -950, 100, 850, 250, 600, 1100, 1600, 1400, 1000];
const FREQUENCY = 250;
const SAMPLES = 2500;

export const waveform: ImageWaveform = {
  instance: "ec0",
  groups: [
    {
      label: "Rhythm",
      derived: false,
      offset: 0,
      frequency: FREQUENCY,
      samples: SAMPLES,
      channels: LEADS.map((lead) => ({ lead, name: `Lead ${lead}`, unit: "uV", measured: true, skew: 0, low: 0.05, high: 150, notch: 50 })),
      refused: null,
    },
    { label: "Belt", derived: null, offset: null, frequency: 25, samples: 250, channels: [{ lead: null, name: "Respiration", unit: null, measured: false, skew: 0, low: null, high: null, notch: null }], refused: null },
    { label: "Sound", derived: null, offset: null, frequency: 8000, samples: 80_000, channels: [], refused: "its samples are packed as sound is for a telephone." },
  ],
  annotations: [
    { name: "QTc Interval", value: "370 ms" },
    { name: null, value: "SINUS RHYTHM" },
  ],
  marks: 12,
  remarks: [],
};

const bump = (t: number, at: number, wide: number, high: number) => high * Math.exp(-(((t - at) / wide) ** 2));

/** One beat every 0.8 s: P, Q, R, S, T. */
function beat(lead: number, seconds: number): number {
  const t = seconds % 0.8;
  const high = R[lead] ?? 0;
  return bump(t, 0.16, 0.022, 110) + bump(t, 0.285, 0.008, -0.1 * high) + bump(t, 0.31, 0.011, high) + bump(t, 0.34, 0.01, -0.25 * high) + bump(t, 0.55, 0.05, 0.25 * high);
}

function part({ group, from, samples }: WaveformPart): ArrayBuffer {
  const many = Math.max(0, Math.min(samples, (waveform.groups[group]?.samples ?? 0) - from));
  const leads = group === 0 ? LEADS.length : 1;
  const values = new Float32Array(leads * many);
  for (let lead = 0; lead < leads; lead += 1) for (let n = 0; n < many; n += 1) values[lead * many + n] = group === 0 ? beat(lead, (from + n) / FREQUENCY) : Math.round(200 * Math.sin((from + n) / 20));
  return values.buffer;
}

export const object: ImageObject = {
  instance: "rt0",
  class: "RT Structure Set",
  facts: [
    { name: "StructureSetLabel", value: "Thorax" },
    { name: "ApprovalStatus", value: "APPROVED" },
  ],
  parts: [
    { kind: "Region", number: "1", name: "Heart", facts: ["ORGAN", "made manual", "42 contours"] },
    { kind: "Region", number: "2", name: null, facts: ["no contours"] },
  ],
  more: 0,
  refers: [
    { class: "CT Image", by: "ContourImageSequence", many: 42, here: 24, first: { study: "st1", instance: "ct2" } },
    { class: "RT Plan", by: "ReferencedRTPlanSequence", many: 1, here: 0, first: null },
  ],
};

const file = (id: string, kind: "waveform" | "document" | "other", name: string) => ({ id, uid: `1.2.826.${id}`, number: 1, kind, name, rows: 0, columns: 0, frames: 0, place: null, remarks: [] });
const holds = (id: string, modality: string, description: string, one: ReturnType<typeof file>) => ({ id, uid: `1.2.826.3.${id}`, modality, number: null, description, bodyPart: null, laterality: null, instances: [one] });

/** What stands in place of a study of pictures. */
export const recorded = (study: ImageStudy): ImageStudy => ({
  ...study,
  id: "st3",
  date: "2018-03-01",
  time: "09:30:00",
  description: "Cardiology",
  accession: "A-0412",
  bytes: 300_000,
  differs: [],
  series: [
    holds("se6", "ECG", "Electrocardiogram at rest", file("ec0", "waveform", "12-lead ECG Waveform")),
    holds("se7", "DOC", "Letter", file("pd0", "document", "Encapsulated PDF")),
    holds("se8", "RTSTRUCT", "Heart for the plan", file("rt0", "other", "RT Structure Set")),
  ],
});

/** Of the study of the abdomen: a report that names it, and another of the same day. */
export const reports: StudyReport[] = [
  { by: "study", note: { ...notes[0]!, record: "no1", title: "CT abdomen report", resourceType: "DiagnosticReport" } },
  { by: "day", note: { ...notes[1]!, record: "no2", title: "Chest PA report", resourceType: "DiagnosticReport" } },
];

/** Of two patients. */
export const everybody: FoundImageStudy[] = [
  { study: "st1", patient: "p1", name: "Sørensen, Ingrid", birthDate: "1960-03-14", mrn: "00421187", date: "2026-11-18", time: "16:05:00", description: "CT abdomen and pelvis", accession: "A-2210", modalities: ["CT", "US"], bodyParts: ["ABDOMEN"], instances: 26 },
  { study: "st9", patient: "p2", name: "Hansen, Ole", birthDate: null, mrn: null, date: null, time: null, description: null, accession: null, modalities: ["MR"], bodyParts: ["KNEE"], instances: 120 },
];

const kept = letter();

export function imageContent() {
  return {
    image_report: () => imageReport,
    image_header: () => imageHeader,
    image_waveform: () => waveform,
    image_waveform_part: part,
    image_object: () => object,
    find_studies: ({ modality }: FindStudies) => ({ studies: everybody.filter((one) => modality === null || one.modalities.includes(modality)), all: everybody.length, undated: 0 }),
    image_layout: ({ modality }: { modality: string }): ImageLayoutHere => ({ modality, layout: null }),
    keep_image_layout: (layout: ImageLayout): ImageLayoutHere => ({ modality: layout.modality, layout }),
    study_reports: ({ study }: { study: string }) => ({ reports: study === "st1" ? reports : [] }),
    image_document: ({ instance }: { instance: string }) => ({ instance, contentType: "application/pdf", pdf: true, title: "Discharge letter", length: kept.length }),
    print_image_document: () => undefined,
    image_document_part: ({ from, length }: { from: number; length: number }) => kept.slice(from, from + length).buffer,
  };
}
