/** Image studies in words: owns how a study, its series and the people files name are called. */
import type { BroughtImages } from "~/generated/BroughtImages";
import type { FilePerson } from "~/generated/FilePerson";
import type { ImageSeries } from "~/generated/ImageSeries";
import type { ImageStudy } from "~/generated/ImageStudy";
import type { PatientStudy } from "~/generated/PatientStudy";
import { joined, many } from "~/foundations/words";

/** Seconds tell no two studies apart; the day may be all there is. */
export const whenOf = ({ date, time }: ImageStudy) => (date === null ? "Date not said" : time === null ? date : `${date} ${time.slice(0, 5)}`);

const each = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))].join(", ");

export const modalitiesOf = (study: ImageStudy) => each(study.series.map((one) => one.modality)) || "Not said";

export const bodyPartsOf = (study: ImageStudy) => each(study.series.map((one) => joined(one.bodyPart, sideOf(one.laterality)) || null));

export function sideOf(laterality: string | null): string | null {
  if (laterality === "L") return "left";
  if (laterality === "R") return "right";
  if (laterality === "B") return "both sides";
  if (laterality === "U") return null;
  return laterality;
}

export const studyName = (study: ImageStudy) => study.description ?? (joined(modalitiesOf(study), bodyPartsOf(study)) || "Study without a description");

export const seriesName = (one: ImageSeries) => one.description ?? (joined(one.modality, one.bodyPart) || "Series without a description");

export const imagesOf = (study: ImageStudy) => study.series.reduce((sum, one) => sum + framesOf(one), 0);

/** How many pictures a series shows: an image of many frames counts as many. */
export const framesOf = (one: ImageSeries) => one.instances.reduce((sum, instance) => sum + (instance.kind === "image" ? instance.frames : 0), 0);

export const personName = (person: FilePerson) =>
  joined(person.name ?? "Name not said", `born ${person.birthDate ?? "not said"}`, person.sex !== null && `sex ${person.sex}`, `number ${person.id ?? "not said"}`);

/** What came of bringing files, in one line. */
export function broughtWords({ kept, here, studies, refused }: BroughtImages): string {
  const taken = kept === 0 ? "No image kept" : `${many(kept, "image file")} of ${many(studies, "study", "studies")} kept`;
  return joined(taken, here > 0 && `${many(here, "file")} here already`, refused.length > 0 && `${many(refused.length, "file")} not taken`);
}

export const examinationName = (study: PatientStudy) => study.description ?? (study.modalities.join(", ") || "Study without a description");

/** What the archive has of a study. What was not asked is not known. */
export function archiveWords(study: PatientStudy, asked: boolean): string {
  if (study.inArchive) return study.instances === null ? "Yes, how many is not said" : many(study.instances, "image");
  return asked ? "Not found" : "Not known";
}

export function hereWords({ here, instances }: PatientStudy): string {
  if (here === 0) return "No";
  return instances !== null && here < instances ? `${here} of ${many(instances, "image")}` : many(here, "file");
}
