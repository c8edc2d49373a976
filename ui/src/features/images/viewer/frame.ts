/** A frame as the far side gives it: owns how its bytes are read, and what a sample of it says. */
import type { FrameHead } from "~/generated/FrameHead";
import { FailureError } from "~/platform/failure";

export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array;

export interface Frame {
  head: FrameHead;
  /** Row by row; three a pixel in colour. */
  samples: Samples;
  /** The entries of the file's tables of brightness, in the order of the head. */
  tables: readonly Uint16Array[];
  /** A bit a pixel, the lowest first: whether something is drawn over it; null where nothing is. */
  overlay: Uint8Array | null;
}

export const KINDS = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array } as const;

const broken = () => new FailureError({ code: "internal", message: "The bytes of this image do not fit what is said of them. It is not shown.", correlation: null });

const isHead = (found: unknown): found is FrameHead => typeof found === "object" && found !== null && "rows" in found && "columns" in found && "type" in found && typeof found.type === "string" && found.type in KINDS;

const eights = (at: number) => Math.ceil(at / 8) * 8;

/** Length of the head, the head, the samples, tables, drawings, each from a multiple of 8. A picture that is not whole is none. */
export function readFrame(bytes: ArrayBuffer): Frame {
  if (bytes.byteLength < 4) throw broken();
  const length = new DataView(bytes).getUint32(0, true);
  if (4 + length > bytes.byteLength) throw broken();
  const head = headIn(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  const Kind = KINDS[head.type];
  const from = eights(4 + length);
  const many = head.rows * head.columns * head.samples;
  const behind = eights(from + many * Kind.BYTES_PER_ELEMENT);
  const entries = head.tables.reduce((sum, one) => sum + one.entries, 0);
  const over = eights(behind + 2 * entries);
  const bits = head.overlays === 0 ? 0 : Math.ceil((head.rows * head.columns) / 8);
  const end = bits > 0 ? over + bits : entries > 0 ? behind + 2 * entries : from + many * Kind.BYTES_PER_ELEMENT;
  if (many <= 0 || end > bytes.byteLength) throw broken();
  let at = behind;
  const tables = head.tables.map((one) => {
    const table = new Uint16Array(bytes, at, one.entries);
    at += 2 * one.entries;
    return table;
  });
  return { head, samples: new Kind(bytes, from, many), tables, overlay: bits === 0 ? null : new Uint8Array(bytes, over, bits) };
}

function headIn(text: string): FrameHead {
  try {
    const found: unknown = JSON.parse(text);
    if (isHead(found)) return found;
  } catch {
    // Said below, as for every head that is none.
  }
  throw broken();
}

/** From a stored sample to what is measured. */
export const scaleOf = ({ slope, intercept }: FrameHead) => ({ slope: slope === null || slope === 0 ? 1 : slope, intercept: slope === null ? 0 : (intercept ?? 0) });

/** What is measured at a pixel, or its red, green and blue; null beside the image. */
export function valueAt({ head, samples }: Frame, x: number, y: number): readonly number[] | null {
  if (x < 0 || y < 0 || x >= head.columns || y >= head.rows) return null;
  const at = (y * head.columns + x) * head.samples;
  const found = Array.from(samples.subarray(at, at + head.samples));
  if (head.samples === 3) return found;
  const { slope, intercept } = scaleOf(head);
  return found.map((one) => one * slope + intercept);
}

const digits = (n: number) => (Number.isInteger(n) ? String(n) : Math.abs(n) >= 100 ? n.toFixed(1) : n.toPrecision(4));

export function valueWords(frame: Frame, x: number, y: number): string {
  const value = valueAt(frame, x, y);
  if (value === null) return "beside the image";
  if (frame.head.samples === 3) return `red ${value[0] ?? 0}, green ${value[1] ?? 0}, blue ${value[2] ?? 0}`;
  return [digits(value[0] ?? 0), frame.head.unit ?? ""].join(" ").trim();
}
