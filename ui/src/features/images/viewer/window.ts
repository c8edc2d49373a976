/** Which measured values are shown from black to white: the file's own windows, presets, by hand; and the arithmetic. */
import type { FrameHead } from "~/generated/FrameHead";
import type { FrameWindow } from "~/generated/FrameWindow";
import { scaleOf } from "./frame";

export interface Window {
  center: number;
  width: number;
  /** How it is applied, where the file says (DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3); a line else. */
  function?: "exact" | "sigmoid";
}

/** How measured values become brightness: by a window, or by a table of the file. */
export type Shading = Window | { table: number };

/** What somebody chose; what it comes to may differ from frame to frame. */
export type Choice = { kind: "file"; n: number } | { kind: "table"; n: number } | { kind: "whole" } | { kind: "preset"; id: string } | { kind: "hand"; window: Window };

interface Preset extends Window {
  id: string;
  title: string;
}

/** Usual windows in Hounsfield units. Other modalities have no scale of their own that one could rely on. */
const PRESETS: Record<string, readonly Preset[]> = {
  CT: [
    { id: "soft", title: "Soft tissue", center: 40, width: 400 },
    { id: "lung", title: "Lung", center: -600, width: 1500 },
    { id: "bone", title: "Bone", center: 480, width: 2500 },
    { id: "brain", title: "Brain", center: 40, width: 80 },
  ],
};

/** Of a CT whose values are no Hounsfield units a preset would show anything at all. */
export const presetsOf = (modality: string | null, { unit }: FrameHead): readonly Preset[] => (modality !== null && unit === "HU" ? (PRESETS[modality] ?? []) : []);

export const wholeRange = ({ lowest, highest }: FrameHead): Window => ({ center: (lowest + highest + 1) / 2, width: Math.max(1, highest - lowest + 1) });

/** Fractions have no next whole number: their window is what it says, to both sides of its centre. */
const fractional = (head: FrameHead) => head.type === "f32" || !Number.isInteger(scaleOf(head).slope) || !Number.isInteger(scaleOf(head).intercept);

function exactWhole({ lowest, highest }: FrameHead): Window {
  return { center: (lowest + highest) / 2, width: highest > lowest ? highest - lowest : 1 };
}

/** Where the file names no window but a table, that table is its word. */
export function shadingOf(choice: Choice, head: FrameHead, modality: string | null): Shading {
  const byTable = choice.kind === "table" || (choice.kind === "file" && head.windows.length === 0);
  const n = choice.kind === "table" ? choice.n : 0;
  return byTable && head.tables[n] !== undefined ? { table: n } : windowOf(choice, head, modality);
}

export function windowOf(choice: Choice, head: FrameHead, modality: string | null): Window {
  // Colours are shown as they are.
  if (head.samples === 3 && choice.kind !== "hand") return { center: 128, width: 256 };
  switch (choice.kind) {
    case "hand":
      return choice.window;
    case "file": {
      const found = head.windows[choice.n] ?? head.windows[0];
      if (found !== undefined && found.width > 0) return named(found);
      // Eight bits without a window are grey as they stand, in one picture as in the next.
      if (head.type === "u8" && head.slope === null) return { center: 128, width: 256 };
      break;
    }
    case "preset": {
      const found = presetsOf(modality, head).find((one) => one.id === choice.id);
      if (found !== undefined) return { center: found.center, width: found.width };
      break;
    }
    case "table":
    case "whole":
  }
  return fractional(head) ? exactWhole(head) : wholeRange(head);
}

/** The measured values that are just black and just white (DICOM PS3.3 C.11.2.1.2; exact for fractions). */
export function rangeOf({ center, width, function: by }: Window, head: FrameHead): { lower: number; upper: number } {
  if (fractional(head) || by !== undefined) return { lower: center - width / 2, upper: center + width / 2 };
  const half = (Math.max(width, 1) - 1) / 2;
  return { lower: center - 0.5 - half, upper: center - 0.5 + half };
}

/** The same in stored samples. Where the slope falls, what is low is high: it is to be shown the other way round. */
export function storedRange(window: Window, head: FrameHead): { lower: number; upper: number; turned: boolean } {
  const { slope, intercept } = scaleOf(head);
  const { lower, upper } = rangeOf(window, head);
  const [a, b] = [(lower - intercept) / slope, (upper - intercept) / slope];
  // A width of nothing would divide by nothing.
  return { lower: Math.min(a, b), upper: Math.max(a, b, Math.min(a, b) + 1e-6), turned: slope < 0 };
}

/** To the right is wider, down is brighter: a whole window's drag is about a thousand pixels. */
export function dragged({ center, width, ...rest }: Window, dx: number, dy: number, head: FrameHead): Window {
  const step = Math.max(head.highest - head.lowest, fractional(head) ? 1e-6 : 1) / 1000;
  const least = fractional(head) ? step : 1;
  return { ...rest, center: round(center - dy * step, head), width: Math.max(least, round(width + dx * step, head)) };
}

const round = (n: number, head: FrameHead) => (fractional(head) || head.highest - head.lowest < 1000 ? Number(n.toPrecision(5)) : Math.round(n));

/** As the file names it. */
export const named = ({ center, width, function: by }: FrameWindow): Window => ({ center, width, ...(by === "linear" ? {} : { function: by }) });

export const windowWords = ({ center, width, function: by }: Window) => `W ${tidy(width)} L ${tidy(center)}${by === "sigmoid" ? " sigmoid" : ""}`;

export const shadingWords = (shading: Shading) => ("table" in shading ? `Table ${shading.table + 1} of the file` : windowWords(shading));

const tidy = (n: number) => (Number.isInteger(n) ? String(n) : String(Number(n.toPrecision(5))));
