/** Planes of a volume as pictures of a stack, and what each is called. */
import type { FrameHead } from "~/generated/FrameHead";
import type { ImageInstance } from "~/generated/ImageInstance";
import { cutsOf, cutThrough } from "./cuts";
import type { Slide } from "./stack";
import type { Volume } from "./volume";
import type { Cut } from "./voxels";

/** What has no file: nothing is measured on it or kept with it. */
const NO_FILE: ImageInstance = { id: "", uid: "", number: null, kind: "image", name: null, rows: 0, columns: 0, frames: 1, place: null, remarks: [] };

export const reconstructed = (volume: Volume, cut: Cut): readonly Slide[] =>
  Array.from({ length: cutsOf(volume, cut) }, (_, n) => ({ id: `${cut}/${n}`, instance: NO_FILE, frame: 0, made: () => cutThrough(volume, cut, n) }));

const NAMES = ["sagittal", "coronal", "axial"] as const;

/** By the direction it is looked at from; oblique where that is between two. Null where the file does not say. */
export function planeName({ orientation }: FrameHead): string | null {
  if (orientation?.length !== 6) return null;
  const [ax = 0, ay = 0, az = 0, dx = 0, dy = 0, dz = 0] = orientation;
  const normal = [ay * dz - az * dy, az * dx - ax * dz, ax * dy - ay * dx].map(Math.abs);
  const most = Math.max(...normal);
  return most < 0.9 ? "oblique" : (NAMES[normal.indexOf(most)] ?? null);
}
