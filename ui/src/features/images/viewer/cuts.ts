/** Planes through a volume that its pictures were not made in: along its rows and along its columns. Values are those of the voxels; what is between two slices is made by whoever draws, never measured. */
import type { FrameHead } from "~/generated/FrameHead";
import type { Frame } from "./frame";
import type { Volume } from "./volume";
import type { Cut } from "./voxels";

export const cutsOf = ({ head }: Volume, cut: Cut) => (cut === "row" ? head.rows : head.columns);

/** Which way up the slices go: the top of a plane is towards the head, or to the front where there is no head. */
function towardsTop(normal: readonly number[]): boolean {
  const [, y = 0, z = 0] = normal;
  return Math.abs(z) > Math.abs(y) ? z > 0 : y < 0;
}

/** The plane of this number, from 0. */
export async function cutThrough({ head, step, slices, voxels }: Volume, cut: Cut, n: number): Promise<Frame> {
  const { rows, columns } = head;
  const [ax = 0, ay = 0, az = 0, dx = 0, dy = 0, dz = 0] = head.orientation ?? [];
  const [px = 0, py = 0, pz = 0] = head.position ?? [];
  const spacing = head.spacing ?? { rows: 1, columns: 1 };
  const normal = [ay * dz - az * dy, az * dx - ax * dz, ax * dy - ay * dx] as const;
  // The last slice on top where that is towards the head.
  const turned = towardsTop(normal);
  const wide = cut === "row" ? columns : rows;
  const samples = await voxels.plane({ cut, n, turned });
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
