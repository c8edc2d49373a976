/**
 * A frame's samples as the drawing library can take them. It draws 8 and 16 bits, and fractions only where there is
 * WebGL; what is wider is drawn from a copy. What is measured is never read from here.
 */
import type { Frame, Samples } from "./frame";

type Drawable = Uint8Array | Uint16Array | Int16Array | Float32Array;

interface Drawn {
  pixels: Drawable;
  lowest: number;
  highest: number;
  /** drawn = (stored - from) * by */
  from: number;
  by: number;
}

const kept = new WeakMap<Frame, Drawn>();

/** Of all samples, padding too: the library keeps a table of that many places. */
function extent(samples: Samples): [number, number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of samples) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? [lowest, highest] : [0, 1];
}

function whole(pixels: Drawable): Drawn {
  const [lowest, highest] = extent(pixels);
  return { pixels, lowest, highest, from: 0, by: 1 };
}

function made({ samples }: Frame, byProcessor: boolean): Drawn {
  if (samples instanceof Uint8Array || samples instanceof Uint16Array || samples instanceof Int16Array) return whole(samples);
  if (samples instanceof Int8Array) return whole(Int16Array.from(samples));
  const [lowest, highest] = extent(samples);
  const firm = (value: number) => (Number.isFinite(value) ? value : lowest);
  if (!byProcessor) return { pixels: Float32Array.from(samples, firm), lowest, highest, from: 0, by: 1 };
  const by = highest > lowest && Number.isFinite(highest - lowest) ? 65_535 / (highest - lowest) : 1;
  return { pixels: Uint16Array.from(samples, (value) => Math.round((firm(value) - lowest) * by)), lowest: 0, highest: 65_535, from: lowest, by };
}

export function drawnOf(frame: Frame, byProcessor: boolean): Drawn {
  const found = kept.get(frame) ?? made(frame, byProcessor);
  kept.set(frame, found);
  return found;
}

/** A range of stored samples as one of what is drawn. */
export function drawnRange<R extends { lower: number; upper: number }>(frame: Frame, range: R, byProcessor: boolean): R {
  const { from, by } = drawnOf(frame, byProcessor);
  return { ...range, lower: (range.lower - from) * by, upper: (range.upper - from) * by };
}
