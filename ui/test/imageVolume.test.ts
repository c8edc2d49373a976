import { expect, test } from "vitest";
import { cutThrough, cutsOf } from "~/features/images/viewer/cuts";
import type { Frame } from "~/features/images/viewer/frame";
import { planeName } from "~/features/images/viewer/reconstruct";
import { laidOut, volumeOf } from "~/features/images/viewer/volume";
import { inOrder, VoxelsHere, type Shape } from "~/features/images/viewer/voxels";
import { headOf } from "./fake/images";

/** Two by three pixels at the height z; the value says slice, row and column: 100 z + 10 y + x. */
function slice(z: number, change: Parameters<typeof headOf>[0] = {}): Frame {
  const head = headOf({ rows: 2, columns: 3, slope: 1, intercept: 0, spacing: { at: "patient", rows: 2, columns: 0.5 }, position: [10, 20, 5 * z], orientation: [1, 0, 0, 0, 1, 0], ...change });
  return { head, samples: Int16Array.from([0, 1, 2, 10, 11, 12].map((one) => 100 * z + one)), tables: [], overlay: null };
}

const here = (shape: Shape) => new VoxelsHere(shape);

const volume = async (frames: readonly Frame[]) => (await volumeOf(frames.length, (n) => Promise.resolve(frames[n]!), here, () => undefined, () => true))!;

test("planes have the very values of the voxels, the head on top", async () => {
  const made = await volume([slice(2), slice(0), slice(3), slice(1)]);
  expect([cutsOf(made, "row"), cutsOf(made, "column")]).toEqual([2, 3]);
  const coronal = await cutThrough(made, "row", 1);
  expect([...coronal.samples]).toEqual([310, 311, 312, 210, 211, 212, 110, 111, 112, 10, 11, 12]);
  expect(coronal.head).toMatchObject({ rows: 4, columns: 3, spacing: { at: "patient", rows: 5, columns: 0.5 }, position: [10, 22, 15] });
  expect(planeName(coronal.head)).toBe("coronal");
  const sagittal = await cutThrough(made, "column", 2);
  expect([...sagittal.samples]).toEqual([302, 312, 202, 212, 102, 112, 2, 12]);
  expect(sagittal.head).toMatchObject({ rows: 4, columns: 2, spacing: { rows: 5, columns: 2 }, position: [11, 20, 15] });
  expect(planeName(sagittal.head)).toBe("sagittal");
  expect(coronal.head.remarks.at(-1)).toBe("Reconstructed plane: made of other images, not taken as such");
});

test("what would have to be guessed is refused in words", async () => {
  // Anew each time: what is in a volume is let go of.
  const four = () => [0, 1, 2, 3].map((z) => slice(z));
  const refused = (frames: readonly Frame[]) => expect(volume(frames)).rejects;
  await refused(four().slice(0, 3)).toThrow("takes 4 images at least");
  await refused([...four(), slice(5)]).toThrow("not evenly spaced");
  await refused([...four(), slice(3)]).toThrow("at the same place");
  await refused([slice(0), slice(1), slice(2), slice(3, { position: [10, 21, 15] })]).toThrow("tilted gantry");
  await refused([...four(), slice(4, { orientation: [0, 1, 0, 0, 0, 1] })]).toThrow("Image 5 looks in another direction");
  await refused([...four(), slice(4, { slope: 2 })]).toThrow("The values of image 5 are stored otherwise");
  await refused([...four(), slice(4, { frameOfReference: "1.9" })]).toThrow("another space");
  await refused([...four(), slice(4, { position: null })]).toThrow("does not say where it lies");
  await refused(four().map((one) => ({ ...one, head: { ...one.head, spacing: null } }))).toThrow("do not say where their images lie");
});

test("slices are let go of once they are in the volume, and a volume that was let go of gives no plane", async () => {
  const slices = [0, 1, 2, 3].map((z) => slice(z));
  const made = await volume(slices);
  expect(slices.map(({ samples }) => samples.length)).toEqual([0, 0, 0, 0]);
  expect((await cutThrough(made, "row", 0)).samples).toHaveLength(12);
  made.voxels.letGo();
  await expect(cutThrough(made, "row", 0)).rejects.toThrow("let go of");
});

test("a tilt that every slice has is one as well", () => {
  const heads = [0, 1, 2, 3].map((z) => slice(z, { position: [10, 20 + z, 5 * z] }).head);
  expect(() => laidOut(heads)).toThrow("tilted gantry");
});

test("slices are brought into their order where they lie", () => {
  const voxels = Int16Array.from([30, 31, 10, 11, 0, 1, 20, 21]);
  inOrder(voxels, [2, 1, 3, 0], 2);
  expect([...voxels]).toEqual([0, 1, 10, 11, 20, 21, 30, 31]);
});

test("nobody waits for a volume that is not wanted any more", async () => {
  let asked = 0;
  const made = await volumeOf(4, (n) => Promise.resolve(slice((asked += 1) && n)), here, () => undefined, () => asked < 2);
  expect([made, asked]).toEqual([null, 2]);
});
