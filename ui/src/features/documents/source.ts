/** Where a document comes from: chosen, dropped or pasted, or waiting in the watched folder. */
import type { HeldDocument } from "~/generated/HeldDocument";
import type { Far } from "~/platform/far";

export type Source = File | { waiting: string };

export const nameOf = (source: Source): string => (source instanceof File ? source.name : source.waiting);

export async function holdOf(far: Far, patient: string, source: Source): Promise<HeldDocument> {
  if (source instanceof File) return await far.hold(patient, source);
  return await far.call("hold_file", { patient, name: source.waiting });
}
