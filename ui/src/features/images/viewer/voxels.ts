/** The values of a volume, slice after slice: owns how they lie, and how a plane is taken out of them; refuses to know what they mean. */
import type { FrameHead } from "~/generated/FrameHead";
import { letGo } from "~/foundations/letGo";
import { KINDS, type Samples } from "./frame";

/** How large a slice is, what its values are, and how many there are. */
export interface Shape {
  type: FrameHead["type"];
  rows: number;
  columns: number;
  slices: number;
}

/** Through a row of every slice, or through a column of every slice. */
export type Cut = "row" | "column";

/** A plane: which, and whether the last slice is its top line. */
export interface PlaneAsked {
  cut: Cut;
  n: number;
  turned: boolean;
}

export interface Voxels {
  /** The slice that came as the n-th. Its samples are given over: nobody else has them afterwards. */
  put(n: number, samples: Samples): void;
  /** Brings the slices into their order: the n-th of the volume came as `order[n]`. */
  lay(order: readonly number[]): Promise<void>;
  plane(asked: PlaneAsked): Promise<Samples>;
  /** Gives the memory back; there are no planes afterwards. */
  letGo(): void;
}

export class VoxelsHere implements Voxels {
  readonly #shape: Shape;
  #all: Samples;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.#all = new KINDS[shape.type](shape.rows * shape.columns * shape.slices);
  }

  put(n: number, samples: Samples): void {
    this.#all.set(samples, n * samples.length);
    letGo(samples.buffer);
  }

  lay(order: readonly number[]): Promise<void> {
    inOrder(this.#all, order, this.#shape.rows * this.#shape.columns);
    return Promise.resolve();
  }

  async plane(asked: PlaneAsked): Promise<Samples> {
    return await Promise.resolve().then(() => this.planeNow(asked));
  }

  planeNow({ cut, n, turned }: PlaneAsked): Samples {
    const { rows, columns, slices, type } = this.#shape;
    // Without its values every plane would be black, and look like one.
    if (this.#all.length === 0) throw new Error("the volume was let go of");
    const wide = cut === "row" ? columns : rows;
    const samples = new KINDS[type](wide * slices);
    for (let k = 0; k < slices; k += 1) {
      const slice = (turned ? slices - 1 - k : k) * rows * columns;
      if (cut === "row") samples.set(this.#all.subarray(slice + n * columns, slice + (n + 1) * columns), k * wide);
      else for (let y = 0; y < rows; y += 1) samples[k * wide + y] = this.#all[slice + y * columns + n] ?? 0;
    }
    return samples;
  }

  letGo(): void {
    letGo(this.#all.buffer);
    this.#all = new KINDS[this.#shape.type](0);
  }
}

/** Brings slices into the order of the volume where they lie: a second volume would not fit beside a large one. */
export function inOrder(voxels: Samples, order: readonly number[], size: number): void {
  const from = [...order];
  for (let begin = 0; begin < from.length; begin += 1) {
    if (from[begin] === begin) continue;
    const kept = voxels.slice(begin * size, (begin + 1) * size);
    let at = begin;
    for (;;) {
      const next = from[at] ?? at;
      from[at] = at;
      if (next === begin) {
        voxels.set(kept, at * size);
        break;
      }
      voxels.copyWithin(at * size, next * size, (next + 1) * size);
      at = next;
    }
  }
}
