/** From samples to grey or colour on the screen: by a table where there are few enough values for one. */
import type { FrameHead } from "~/generated/FrameHead";
import { scaleOf, type Frame } from "./frame";
import { storedRange, type Shading, type Window } from "./window";

/** The least value of the kinds that have a table, and how many there are. */
const TABLES: Partial<Record<FrameHead["type"], readonly [number, number]>> = { u8: [0, 256], i8: [-128, 256], u16: [0, 65_536], i16: [-32_768, 65_536] };

const whole = (bright: number) => Math.round(Math.min(255, Math.max(0, bright)));

/** How bright a stored sample is, from 0 to 255. */
export function shadeOf({ head, tables }: Pick<Frame, "head" | "tables">, shading: Shading, inverted: boolean): (stored: number) => number {
  const dark = head.inverted !== inverted;
  if ("table" in shading) return byTable(head, tables, shading.table, dark);
  if (shading.function === "sigmoid") return bySigmoid(head, shading, dark);
  const { lower, upper, turned } = storedRange(shading, head);
  const down = dark !== turned;
  const each = 255 / (upper - lower);
  return (stored) => {
    const bright = Math.min(255, Math.max(0, (stored - lower) * each));
    return Math.round(down ? 255 - bright : bright);
  };
}

/** DICOM PS3.3 C.11.2.1.3. */
function bySigmoid(head: FrameHead, { center, width }: Window, dark: boolean): (stored: number) => number {
  const { slope, intercept } = scaleOf(head);
  const each = Math.max(width, 1e-6);
  return (stored) => {
    const share = 1 / (1 + Math.exp((-4 * (stored * slope + intercept - center)) / each));
    return whole(255 * (dark ? 1 - share : share));
  };
}

/** What lies before a table gets its first entry, what lies behind it its last (DICOM PS3.3 C.11.2.1.1). */
function byTable(head: FrameHead, tables: Frame["tables"], n: number, dark: boolean): (stored: number) => number {
  const { first, entries, most } = head.tables[n] ?? { first: 0, entries: 0, most: 1 };
  const table = tables[n];
  const { slope, intercept } = scaleOf(head);
  return (stored) => {
    const measured = stored * slope + intercept;
    if (Number.isNaN(measured)) return 0;
    const entry = table?.[Math.min(entries - 1, Math.max(0, Math.round(measured) - first))] ?? 0;
    return whole((255 * (dark ? most - entry : entry)) / most);
  };
}

/** Paints a whole frame, four bytes a pixel. `into` has room for it. */
export function paint(frame: Frame, shading: Shading, inverted: boolean, into: Uint8ClampedArray): void {
  const { head, samples } = frame;
  const shade = shadeOf(frame, shading, inverted);
  const [least, many] = TABLES[head.type] ?? [0, 0];
  const table = new Uint8ClampedArray(many);
  for (let n = 0; n < many; n += 1) table[n] = shade(n + least);
  const brightness = many > 0 ? (stored: number) => table[stored - least] ?? 0 : shade;
  const count = samples.length;
  if (head.samples === 3) {
    for (let from = 0, at = 0; from < count; from += 3, at += 4) {
      into[at] = brightness(samples[from] ?? 0);
      into[at + 1] = brightness(samples[from + 1] ?? 0);
      into[at + 2] = brightness(samples[from + 2] ?? 0);
      into[at + 3] = 255;
    }
    return;
  }
  const pixels = new Uint32Array(into.buffer, into.byteOffset, count);
  for (let at = 0; at < count; at += 1) {
    // What is no number is black.
    const bright = brightness(samples[at] ?? 0) | 0;
    pixels[at] = (255 << 24) | (bright << 16) | (bright << 8) | bright;
  }
}

/** The colour of what a file draws over its image: the one of marks on film, so that it is never taken for tissue. */
const DRAWN = [242, 196, 109] as const;

/** Paints what the file draws over the image. */
export function paintOver({ head, overlay }: Frame, into: Uint8ClampedArray): void {
  if (overlay === null) return;
  for (let at = 0; at < head.rows * head.columns; at += 1) if (((overlay[at >> 3] ?? 0) >> (at & 7)) & 1) into.set(DRAWN, 4 * at);
}
