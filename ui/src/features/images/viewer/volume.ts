/** A series as a volume: owns when pictures are one (one direction, even steps, one size) and refuses, in words, everything that would have to be guessed. */
import type { FrameHead } from "~/generated/FrameHead";
import { scaleOf, type Frame } from "./frame";
import type { Shape, Voxels } from "./voxels";

export interface Volume {
  /** Of the slice that lies first along the normal. */
  head: FrameHead;
  /** Millimetres from slice to slice. */
  step: number;
  slices: number;
  /** Slice after slice, the first along the normal first. */
  voxels: Voxels;
}

/** Why a series is no volume; said to the person. */
export class NoVolume extends Error {}

/** More than this of a step, and slices are not evenly spaced: a tenth is a tenth of a millimetre in the usual thin slices. */
const UNEVEN = 0.1;
/** Millimetres that slices may be shifted sideways to each other. */
const SHIFTED = 0.1;

const AT_LEAST = 4;

type Three = readonly [number, number, number];

const three = (values: readonly number[] | null, from = 0): Three | null => {
  const [x, y, z] = values?.slice(from, from + 3) ?? [];
  return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
};

const dot = (a: Three, b: Three) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Where each slice lies; the order in which they go into the volume, and the step between them. */
export function laidOut(heads: readonly FrameHead[]): { order: readonly number[]; step: number } {
  const [first] = heads;
  if (first === undefined || heads.length < AT_LEAST) throw new NoVolume(`A volume takes ${AT_LEAST} images at least; this series has ${heads.length}.`);
  const [along, down] = [three(first.orientation), three(first.orientation, 3)];
  const { spacing } = first;
  if (along === null || down === null || spacing?.at !== "patient") throw new NoVolume("The files do not say where their images lie, so no planes can be made of them.");
  if (first.samples !== 1) throw new NoVolume("These images are in colour; planes are made of measured values only.");
  const normal: Three = [along[1] * down[2] - along[2] * down[1], along[2] * down[0] - along[0] * down[2], along[0] * down[1] - along[1] * down[0]];
  const places = heads.map((head, n) => {
    const at = three(head.position);
    if (at === null) throw new NoVolume(`Image ${n + 1} does not say where it lies, so no planes can be made of this series.`);
    if (head.rows !== first.rows || head.columns !== first.columns || head.samples !== 1) throw new NoVolume(`Image ${n + 1} is of another size than the first, so the series is no volume.`);
    if (head.spacing?.at !== "patient" || Math.abs(head.spacing.rows - spacing.rows) > 1e-3 || Math.abs(head.spacing.columns - spacing.columns) > 1e-3)
      throw new NoVolume(`The pixels of image ${n + 1} are not as large as those of the first, so the series is no volume.`);
    if (head.orientation?.length !== 6 || head.orientation.some((one, k) => Math.abs(one - (first.orientation?.[k] ?? 0)) > 1e-3)) throw new NoVolume(`Image ${n + 1} looks in another direction than the first, so the series is no volume.`);
    if (head.frameOfReference !== first.frameOfReference) throw new NoVolume(`Image ${n + 1} lies in another space than the first, so the series is no volume.`);
    return { n, at, place: dot(at, normal), x: dot(at, along), y: dot(at, down), unit: head.unit, inverted: head.inverted };
  });
  places.sort((a, b) => a.place - b.place);
  const [begin, end] = [places[0], places.at(-1)];
  if (begin === undefined || end === undefined) throw new NoVolume("This series has no images.");
  const step = (end.place - begin.place) / (places.length - 1);
  const gaps = places.map((one, k) => (k === 0 ? step : one.place - (places[k - 1]?.place ?? one.place)));
  if (gaps.some((gap) => gap < 1e-3)) throw new NoVolume("Two images of this series lie at the same place (several phases, or a repeat), so it is no single volume.");
  places.forEach((one, k) => {
    const gap = gaps[k] ?? step;
    if (Math.abs(gap - step) > UNEVEN * step) throw new NoVolume(`The images are not evenly spaced: ${gap.toFixed(2)} mm at one place and ${step.toFixed(2)} mm on the whole. Planes through them would be bent.`);
    if (Math.hypot(one.x - begin.x, one.y - begin.y) > SHIFTED) throw new NoVolume("The images are shifted to each other, as with a tilted gantry. Planes through them would be skewed.");
    if (one.unit !== begin.unit || one.inverted !== begin.inverted) throw new NoVolume("The values of these images do not mean the same in all of them, so the series is no volume.");
  });
  return { order: places.map(({ n }) => n), step };
}

/** Puts slices together. `take` gives each once, and nobody else has it: no more than one is there beside the volume. */
export async function volumeOf(many: number, take: (n: number) => Promise<Frame>, begin: (shape: Shape) => Voxels, onDone: (done: number) => void, alive: () => boolean): Promise<Volume | null> {
  const heads: FrameHead[] = [];
  let voxels: Voxels | null = null;
  try {
    for (let n = 0; n < many; n += 1) {
      if (!alive()) {
        voxels?.letGo();
        return null;
      }
      const { head, samples } = await take(n);
      const first = heads[0] ?? head;
      if (samples.length !== first.rows * first.columns * first.samples) throw new NoVolume(`Image ${n + 1} is of another size than the first, so the series is no volume.`);
      const [own, its] = [scaleOf(first), scaleOf(head)];
      if (head.type !== first.type || own.slope !== its.slope || own.intercept !== its.intercept) throw new NoVolume(`The values of image ${n + 1} are stored otherwise than those of the first, so no planes are made of them.`);
      // Of colour there is no volume: what is said then is said below.
      if (first.samples === 1) {
        voxels ??= begin({ type: first.type, rows: first.rows, columns: first.columns, slices: many });
        voxels.put(n, samples);
      }
      heads.push(head);
      onDone(n + 1);
    }
    const { order, step } = laidOut(heads);
    const first = heads[order[0] ?? 0];
    if (voxels === null || first === undefined) return null;
    await voxels.lay(order);
    const range = { lowest: Math.min(...heads.map(({ lowest }) => lowest)), highest: Math.max(...heads.map(({ highest }) => highest)) };
    return { head: { ...first, ...range }, step, slices: many, voxels };
  } catch (thrown) {
    voxels?.letGo();
    throw thrown;
  }
}
