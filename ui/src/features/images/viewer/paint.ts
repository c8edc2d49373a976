/** From samples to grey or colour on the screen: by a table where there are few enough values for one. */
import type { FrameHead } from "~/generated/FrameHead";
import type { Frame } from "./frame";
import { storedRange, type Window } from "./window";

/** The least value of the kinds that have a table, and how many there are. */
const TABLES: Partial<Record<FrameHead["type"], readonly [number, number]>> = { u8: [0, 256], i8: [-128, 256], u16: [0, 65_536], i16: [-32_768, 65_536] };

/** How bright a stored sample is, from 0 to 255. */
export function shadeOf(head: FrameHead, window: Window, inverted: boolean): (stored: number) => number {
  const { lower, upper, turned } = storedRange(window, head);
  const dark = head.inverted !== inverted !== turned;
  const each = 255 / (upper - lower);
  return (stored) => {
    const bright = Math.min(255, Math.max(0, (stored - lower) * each));
    return Math.round(dark ? 255 - bright : bright);
  };
}

/** Paints a whole frame, four bytes a pixel. `into` has room for it. */
export function paint({ head, samples }: Frame, window: Window, inverted: boolean, into: Uint8ClampedArray): void {
  const shade = shadeOf(head, window, inverted);
  const [least, many] = TABLES[head.type] ?? [0, 0];
  const table = Uint8ClampedArray.from({ length: many }, (_, n) => shade(n + least));
  const brightness = many > 0 ? (stored: number) => table[stored - least] ?? 0 : shade;
  let at = 0;
  if (head.samples === 3) {
    for (const stored of samples) {
      into[at] = brightness(stored);
      at += 1;
      // After red, green and blue: opaque.
      if (at % 4 === 3) {
        into[at] = 255;
        at += 1;
      }
    }
    return;
  }
  const pixels = new Uint32Array(into.buffer, into.byteOffset, samples.length);
  for (const stored of samples) {
    // What is no number is black.
    const bright = brightness(stored) | 0;
    pixels[at] = (255 << 24) | (bright << 16) | (bright << 8) | bright;
    at += 1;
  }
}
