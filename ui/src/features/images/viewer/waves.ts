/** Where a recording is drawn: paper of millimetres, as an electrocardiograph writes it. Owns the scale; refuses to draw over what was not recorded. */
import type { WaveformChannel } from "~/generated/WaveformChannel";

/** What a user sets the paper to. */
export interface Paper {
  /** Millimetres a second. */
  speed: number;
  /** Millimetres a millivolt. */
  gain: number;
}

/** How far a channel that is not a voltage reaches, in millimetres. */
const OTHER = 20;
/** The least that a row takes above and below its line, in millimetres. */
const LEAST = 5;

const MILLIVOLTS: Record<string, number> = { nV: 1e-6, uV: 1e-3, µV: 1e-3, mV: 1, V: 1e3 };

/** A channel's values on paper. */
export interface Trace {
  /** Millimetres of one of its units. */
  scale: number;
  /** The value its line stands for. */
  zero: number;
  /** From its line to its highest point and to its lowest, in whole squares of 5 mm. */
  above: number;
  below: number;
  /** It is a voltage, so that the gain holds for it. */
  voltage: boolean;
  /** Lowest and highest value; null where nothing was recorded. */
  range: readonly [number, number] | null;
}

const squares = (mm: number) => Math.max(LEAST, Math.ceil(mm / 5) * 5);

export function rangeOf(values: Float32Array): readonly [number, number] | null {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : null;
}

export function traceOf({ unit }: Pick<WaveformChannel, "unit">, values: Float32Array, { gain }: Paper): Trace {
  const range = rangeOf(values);
  const millivolts = unit === null ? undefined : MILLIVOLTS[unit];
  const [least, most] = range ?? [0, 0];
  if (millivolts !== undefined) {
    const scale = millivolts * gain;
    // The millivolt beside the line has its place in the row too.
    return { scale, zero: 0, above: squares(Math.max(gain, most * scale)), below: squares(-least * scale), voltage: true, range };
  }
  const scale = most > least ? OTHER / (most - least) : 1;
  return { scale, zero: least, above: squares((most - least) * scale), below: LEAST, voltage: false, range };
}

/** A stretch of a channel on one line of the paper, in millimetres from its left end. */
export interface Stretch {
  channel: number;
  /** Samples, the last not among them. */
  from: number;
  to: number;
  /** Where it begins. */
  x: number;
}

/** Millimetres with two digits behind the point: finer than any screen. */
const digits = (mm: number) => String(Math.round(mm * 100) / 100);

/**
 * The line of a stretch as an SVG path, in millimetres: from `x` on, its own line at `y`. Where many samples share a
 * place their lowest and highest are drawn, so that no spike is lost; where nothing was recorded the pen is lifted.
 */
export function pathOf(values: Float32Array, { from, to, x }: Pick<Stretch, "from" | "to" | "x">, perSample: number, y: number, { scale, zero }: Pick<Trace, "scale" | "zero">): string {
  const together = Math.max(1, Math.round(0.15 / perSample));
  const at = (value: number) => digits(y - (value - zero) * scale);
  const parts: string[] = [];
  let down = false;
  for (let n = from; n < Math.min(to, values.length); n += together) {
    const range = rangeOf(values.subarray(n, Math.min(n + together, to, values.length)));
    if (range === null) {
      down = false;
      continue;
    }
    const place = digits(x + (n - from) * perSample);
    const [least, most] = range;
    parts.push(`${down ? "L" : "M"}${place} ${at(least)}`);
    if (most > least) parts.push(`L${place} ${at(most)}`);
    down = true;
  }
  return parts.join("");
}

/** The arrangement of a page: three lines of four leads, a quarter of the time each, and one lead all along. */
const THREE_BY_FOUR = [
  ["I", "aVR", "V1", "V4"],
  ["II", "aVL", "V2", "V5"],
  ["III", "aVF", "V3", "V6"],
] as const;
const ALONG = "II";

export type Arrangement = "lines" | "page";

/** Which stretches stand on which line; null where leads are missing for it. */
export function arranged(arrangement: Arrangement, channels: readonly Pick<WaveformChannel, "lead">[], samples: number, perSample: number): readonly (readonly Stretch[])[] | null {
  if (arrangement === "lines") return channels.map((_, channel) => [{ channel, from: 0, to: samples, x: 0 }]);
  const find = (lead: string) => channels.findIndex((one) => one.lead === lead);
  const quarter = Math.floor(samples / 4);
  const lines = THREE_BY_FOUR.map((line) => line.map((lead, n) => ({ channel: find(lead), from: n * quarter, to: (n + 1) * quarter, x: n * quarter * perSample })));
  const all = [...lines, [{ channel: find(ALONG), from: 0, to: samples, x: 0 }]];
  return all.some((line) => line.some((one) => one.channel < 0)) ? null : all;
}

/** A millivolt for a fifth of a second, as it stands before each line. */
export function calibration(y: number, { speed, gain }: Paper): string {
  const wide = digits(speed * 0.2);
  return `M0 ${digits(y)}h1v-${digits(gain)}h${wide}v${digits(gain)}h1`;
}

/** The samples of a part, channel after channel. */
export function channelsIn(bytes: ArrayBuffer, many: number): readonly Float32Array[] {
  const samples = many === 0 ? 0 : Math.floor(bytes.byteLength / 4 / many);
  return Array.from({ length: many }, (_, n) => new Float32Array(bytes, n * samples * 4, samples));
}
