/** One picture of the viewer with everything that belongs to it: what it is set to, what stands there, what was left on it. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { isOn, useMarks } from "./useMarks";
import { useStage } from "./useStage";
import { usePlaying, useViewer } from "./useViewer";

export function usePane(study: ImageStudy, element: HTMLDivElement | null) {
  const marks = useMarks(study);
  const viewing = useViewer(study, marks.keys, (slide) => marks.setKey(slide, !marks.keys.some((key) => isOn(key, slide))));
  const modality = viewing.series?.modality ?? null;
  const on = useStage(element, viewing.slides, viewing.index, viewing.look, modality);
  usePlaying(viewing, on.shown?.index ?? null, on.shown?.frame.head.frameTime ?? null);
  return { study, marks, viewing, modality, on };
}

export type Pane = ReturnType<typeof usePane>;
