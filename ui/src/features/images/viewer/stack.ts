/** The pictures of a series, one after the other: an image of many frames is many of them. */
import type { ImageInstance } from "~/generated/ImageInstance";
import type { ImageSeries } from "~/generated/ImageSeries";
import { many } from "~/foundations/words";
import type { Frame } from "./frame";

export interface Slide {
  /** Names it while the viewer is open. */
  id: string;
  instance: ImageInstance;
  frame: number;
  /** Of a plane that is reconstructed: it has no file, and is made when it is wanted. */
  made?: () => Promise<Frame>;
}

/** Worked out once: it is asked for with everything that is drawn, and a thousand images make a megabyte of slides. */
const known = new WeakMap<ImageSeries, readonly Slide[]>();

export function slidesOf(series: ImageSeries): readonly Slide[] {
  const slides =
    known.get(series) ??
    series.instances
      .filter((instance) => instance.kind === "image")
      .flatMap((instance) => Array.from({ length: instance.frames }, (_, frame) => ({ id: `${instance.id}/${frame}`, instance, frame })));
  known.set(series, slides);
  return slides;
}

/** The files of a series that is read instead of looked at; none where it has pictures. */
export const filesOf = (series: ImageSeries | undefined): readonly ImageInstance[] => (series === undefined || slidesOf(series).length > 0 ? [] : series.instances);

const KINDS = { document: "document", waveform: "recording", report: "report", other: "file", image: "image" } as const;

/** What a file is, in a word or as the standard calls it. */
export const kindOf = ({ kind, name }: ImageInstance) => (kind === "other" ? (name ?? "file of a kind that is not known") : KINDS[kind]);

/** How many files of what a series holds: pictures count by frames, and are said where there are any. */
export function contentOf(series: ImageSeries): string[] {
  const pictures = slidesOf(series).length;
  const kinds = series.instances.filter((one) => one.kind !== "image").map(kindOf);
  const each = [...new Set(kinds)].map((kind) => {
    const n = kinds.filter((one) => one === kind).length;
    // Where pictures are, these are not: a series shows one or the other.
    return pictures > 0 ? `${n} × ${kind}, not shown here` : n === 1 ? kind : `${n} × ${kind}`;
  });
  return pictures > 0 || kinds.length === 0 ? [many(pictures, "image"), ...each] : each;
}
