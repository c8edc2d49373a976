/** Images of Ingrid: two studies of a phantom that is made here, sample by sample. */
import type { FrameHead } from "~/generated/FrameHead";
import type { ImageInstance } from "~/generated/ImageInstance";
import type { ImageSeries } from "~/generated/ImageSeries";
import type { PatientStudies } from "~/generated/PatientStudies";
import type { ImageStudies } from "~/generated/ImageStudies";
import type { ImageStudy } from "~/generated/ImageStudy";
import { recorded } from "./imageContent";
import { at } from "./people";

const instance = (id: string, number: number, rest: Partial<ImageInstance> = {}): ImageInstance => ({
  id,
  uid: `1.2.826.${id}`,
  number,
  kind: "image",
  name: null,
  rows: 256,
  columns: 256,
  frames: 1,
  place: null,
  remarks: [],
  ...rest,
});

const series = (rest: Partial<ImageSeries>): ImageSeries => ({
  id: "se1",
  uid: "1.2.826.1",
  modality: "CT",
  number: 2,
  description: "Abdomen portal venous 5.0",
  bodyPart: "ABDOMEN",
  laterality: null,
  instances: Array.from({ length: 24 }, (_, n) => instance(`ct${n}`, n + 1, { place: n * 5 })),
  ...rest,
});

const study = (rest: Partial<ImageStudy>): ImageStudy => ({
  id: "st1",
  uid: "1.2.826",
  date: "2026-11-18",
  time: "16:05:00",
  description: "CT abdomen and pelvis",
  accession: "A-2210",
  bytes: 12_600_000,
  addedAt: at("2026-11-20", "09:10"),
  addedBy: "lindqvist",
  person: { name: "Sørensen^Ingrid", id: "00421187", birthDate: "1960-03-14", sex: "F" },
  differs: [],
  series: [
    series({}),
    series({ id: "se2", number: 3, description: "Cine of the heart", modality: "US", bodyPart: "HEART", instances: [instance("us0", 1, { frames: 12 })] }),
    series({ id: "se3", number: 99, description: "Dose report", modality: "SR", bodyPart: null, instances: [instance("sr0", 1, { kind: "report", rows: 0, columns: 0, frames: 0 })] }),
  ],
  ...rest,
});

export const imageStudies: ImageStudies = {
  bytes: 14_100_000,
  studies: [
    study({}),
    study({
      id: "st2",
      date: "2019-04-02",
      time: null,
      description: "Chest PA",
      accession: null,
      bytes: 1_500_000,
      person: { name: "Soerensen^Ingrid", id: "77-12", birthDate: "1960-03-15", sex: "F" },
      differs: ["The birth date is 1960-03-15 in the files and 1960-03-14 in the chart"],
      series: [series({ id: "se4", number: 1, modality: "DX", description: "PA", bodyPart: "CHEST", instances: [instance("dx0", 1, { remarks: ["The file is damaged at its end; what is shown is whole."] })] })],
    }),
    recorded(study({})),
  ],
};

const ROWS = 256;
const COLUMNS = 256;

const base: FrameHead = {
  rows: ROWS,
  columns: COLUMNS,
  samples: 1,
  type: "i16",
  inverted: false,
  slope: 1,
  intercept: -1024,
  unit: "HU",
  windows: [{ center: 60, width: 360, explanation: "Abdomen", function: "linear" }],
  tables: [],
  overlays: 0,
  padding: null,
  lowest: -1000,
  highest: 1400,
  spacing: { at: "patient", rows: 1.4, columns: 1.4 },
  aspect: null,
  position: [-180, -180, 0],
  orientation: [1, 0, 0, 0, 1, 0],
  towards: null,
  laterality: null,
  frameOfReference: "1.2.826.9",
  frameTime: null,
  remarks: [],
};

/** A body in air with a spine, a liver and a graded wedge, in Hounsfield units; it turns with the image's number. */
function hounsfield(x: number, y: number, n: number): number {
  const [u, v] = [(x - 128) / 110, (y - 128) / 80];
  if (u * u + v * v > 1) return -1000;
  if (Math.hypot(x - 128, y - 182) < 16) return 900;
  if (Math.hypot((x - 85) / 1.3, y - 115) < 34 + n / 3) return 90 + 30 * Math.sin(x / 7) * Math.sin(y / 7);
  if (x > 160 && x < 215 && y > 100 && y < 140) return -160 + ((x - 160) / 55) * 400;
  return 35 + 25 * Math.sin((x + 3 * n) / 11) * Math.cos(y / 13);
}

function samplesOf(kind: string, n: number): [Partial<FrameHead>, ArrayBufferView] {
  if (kind === "us") {
    const rgb = new Uint8Array(ROWS * COLUMNS * 3);
    for (let y = 0; y < ROWS; y += 1)
      for (let x = 0; x < COLUMNS; x += 1) {
        const grey = Math.abs(Math.atan2(x - 128, y)) < 0.6 && Math.hypot(x - 128, y) < 240 ? 60 + 60 * Math.sin((Math.hypot(x - 128, y) + n * 6) / 9) : 0;
        rgb.set([grey, grey, grey], (y * COLUMNS + x) * 3);
      }
    return [{ samples: 3, type: "u8", slope: null, intercept: null, unit: null, windows: [], lowest: 0, highest: 255, spacing: null, position: null, orientation: null, frameTime: 50 }, rgb];
  }
  const stored = new Int16Array(ROWS * COLUMNS);
  for (let y = 0; y < ROWS; y += 1) for (let x = 0; x < COLUMNS; x += 1) stored[y * COLUMNS + x] = Math.round(hounsfield(x, y, n)) + 1024;
  if (kind === "dx") return [{ inverted: true, slope: null, intercept: null, unit: null, windows: [], lowest: 24, highest: 2424, spacing: { at: "detector", rows: 1.4, columns: 1.4 }, position: null, orientation: [0, -1, 0, 0, 0, -1], remarks: ["The file names no window."] }, stored];
  return [{ position: [-180, -180, n * 5] }, stored];
}

/** A frame as the far side gives it: the head's length, the head, padding, the samples. */
export function frameBytes(head: FrameHead, samples: ArrayBufferView): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const from = Math.ceil((4 + json.length) / 8) * 8;
  const all = new Uint8Array(from + samples.byteLength);
  new DataView(all.buffer).setUint32(0, json.length, true);
  all.set(json, 4);
  all.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), from);
  return all.buffer;
}

export const headOf = (change: Partial<FrameHead> = {}): FrameHead => ({ ...base, ...change });

export function phantom(name: string, frame: number): ArrayBuffer {
  const [, kind = "ct", n = "0"] = /^([a-z]+)(\d+)$/.exec(name) ?? [];
  const [change, samples] = samplesOf(kind, Number(n) + frame);
  return frameBytes(headOf(change), samples);
}

/** A small grey picture, another shade for each series. */
export function thumbnail(series: string): ArrayBuffer {
  const side = 48;
  const shade = (series.charCodeAt(series.length - 1) * 7) % 128;
  const pixels = Array.from({ length: side * side }, (_, n) => (Math.hypot((n % side) - side / 2, Math.floor(n / side) - side / 2) < side / 3 ? 96 + shade : 12));
  return Uint8Array.from([side, 0, side, 0, ...pixels.flatMap((grey) => [grey, grey, grey])]).buffer;
}

const examination = { uid: null, date: null, description: null, accession: null, modalities: [], study: null, here: 0, inArchive: false, instances: null, record: null, differs: [] };

/** What archive, chart and workstation know of Ingrid's examinations. */
export const patientStudies: PatientStudies = {
  archive: "https://pacs.riverside.example/dicom-web/",
  suggested: null,
  failure: null,
  studies: [
    { ...examination, uid: "1.2.840.1", date: "2026-11-18", description: "CT abdomen and pelvis", accession: "A-2210", modalities: ["CT"], study: "st1", here: 10, inArchive: true, instances: 24, record: "im1" },
    { ...examination, uid: "1.2.840.2", date: "2024-02-02", description: "MR knee", modalities: ["MR"], inArchive: true, instances: 96, differs: ["another family name"] },
    { ...examination, date: "2019-05-06", description: "Chest PA", modalities: ["DX"], record: "im2" },
  ],
};
