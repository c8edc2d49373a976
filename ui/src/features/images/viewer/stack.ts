/** The pictures of a series, one after the other: an image of many frames is many of them. */
import type { ImageInstance } from "~/generated/ImageInstance";
import type { ImageSeries } from "~/generated/ImageSeries";
import type { Frame } from "./frame";

export interface Slide {
  /** Names it while the viewer is open. */
  id: string;
  instance: ImageInstance;
  frame: number;
  /** Of a plane that is reconstructed: it has no file, and is made when it is wanted. */
  made?: () => Frame;
}

export function slidesOf(series: ImageSeries): readonly Slide[] {
  return series.instances
    .filter((instance) => instance.kind === "image")
    .flatMap((instance) => Array.from({ length: instance.frames }, (_, frame) => ({ id: `${instance.id}/${frame}`, instance, frame })));
}

const OTHER = { document: "document", waveform: "waveform", report: "report", other: "file of another kind", image: "image" } as const;

/** What of a series this viewer does not show, in words. */
export function notShown(series: ImageSeries): string[] {
  // Reports are read as text where nothing else is in their series.
  const read = slidesOf(series).length === 0;
  const kinds = series.instances.filter((one) => one.kind !== "image" && !(read && one.kind === "report")).map((one) => OTHER[one.kind]);
  return [...new Set(kinds)].map((kind) => `${kinds.filter((one) => one === kind).length} × ${kind}, not shown here`);
}
