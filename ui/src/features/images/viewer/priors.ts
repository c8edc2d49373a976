/** Which older study goes with the one that is looked at: same modality, same part of the body. Refuses to suggest one that is not older, or not of the same kind. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { slidesOf } from "./stack";

const kindsOf = (study: ImageStudy) => study.series.filter((one) => slidesOf(one).length > 0).map((one) => ({ modality: one.modality, part: one.bodyPart?.toUpperCase() ?? null }));

/** The newest of them; null where there is none. */
export function priorOf(study: ImageStudy, all: readonly ImageStudy[]): ImageStudy | null {
  const kinds = kindsOf(study);
  const older = all.filter((other) => {
    if (other.id === study.id || other.date === null || study.date === null || other.date > study.date) return false;
    if (other.date === study.date && (other.time ?? "") >= (study.time ?? "")) return false;
    return kindsOf(other).some((one) => one.modality !== null && kinds.some((own) => own.modality === one.modality && (own.part === one.part || own.part === null || one.part === null)));
  });
  return older.sort((a, b) => `${b.date} ${b.time ?? ""}`.localeCompare(`${a.date} ${a.time ?? ""}`))[0] ?? null;
}
