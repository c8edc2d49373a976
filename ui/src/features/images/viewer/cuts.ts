/** Planes through a volume that its pictures were not made in: along its rows and along its columns. Values are those of the voxels; what is between two slices is made by whoever draws, never measured. */
import type { FrameHead } from "~/generated/FrameHead";
import type { Frame, Samples } from "./frame";
import type { Volume } from "./volume";

/** Through a row of every slice, or through a column of every slice. */
export type Cut = "row" | "column";

export const cutsOf = ({ head }: Volume, cut: Cut) => (cut === "row" ? head.rows : head.columns);

/** Which way up the slices go: the top of a plane is towards the head, or to the front where there is no head. */
function towardsTop(normal: readonly number[]): boolean {
  const [, y = 0, z = 0] = normal;
  return Math.abs(z) > Math.abs(y) ? z > 0 : y < 0;
}

/** The plane of this number, from 0. */
export function cutThrough({ head, step, slices, voxels }: Volume, cut: Cut, n: number): Frame {
  // Without its voxels every plane would be black, and look like one.
  if (voxels.length === 0) throw new Error("the volume was let go of");
  const { rows, columns } = head;
  const [ax = 0, ay = 0, az = 0, dx = 0, dy = 0, dz = 0] = head.orientation ?? [];
  const [px = 0, py = 0, pz = 0] = head.position ?? [];
  const spacing = head.spacing ?? { rows: 1, columns: 1 };
  const normal = [ay * dz - az * dy, az * dx - ax * dz, ax * dy - ay * dx] as const;
  // The last slice on top where that is towards the head.
  const turned = towardsTop(normal);
  const wide = cut === "row" ? columns : rows;
  const samples = new (voxels.constructor as new (length: number) => Samples)(wide * slices);
  for (let k = 0; k < slices; k += 1) {
    const slice = (turned ? slices - 1 - k : k) * rows * columns;
    if (cut === "row") samples.set(voxels.subarray(slice + n * columns, slice + (n + 1) * columns), k * wide);
    else for (let y = 0; y < rows; y += 1) samples[k * wide + y] = voxels[slice + y * columns + n] ?? 0;
  }
  const away = (cut === "row" ? spacing.rows : spacing.columns) * n;
  const side = cut === "row" ? [dx, dy, dz] : [ax, ay, az];
  const begin = turned ? (slices - 1) * step : 0;
  const position = [px, py, pz].map((p, k) => p + away * (side[k] ?? 0) + begin * (normal[k] ?? 0));
  const across = cut === "row" ? [ax, ay, az] : [dx, dy, dz];
  const down = normal.map((one) => (turned ? -one : one));
  const plane: FrameHead = {
    ...head,
    rows: slices,
    columns: wide,
    spacing: { at: "patient", rows: step, columns: cut === "row" ? spacing.columns : spacing.rows },
    position,
    orientation: [...across, ...down],
    overlays: 0,
    tables: [],
    frameTime: null,
    remarks: [...head.remarks, "Reconstructed plane: made of other images, not taken as such"],
  };
  return { head: plane, samples, tables: [], overlay: null };
}
