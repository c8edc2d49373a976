/** One picture of the viewer with everything that belongs to it: what it is set to, what stands there, what was left on it. */
import { useState } from "react";
import type { InstancePlace } from "~/generated/InstancePlace";
import type { ImageStudy } from "~/generated/ImageStudy";
import { isOn, useMarks } from "./useMarks";
import { useStage } from "./useStage";
import { firstOf, usePlaying, useViewer } from "./useViewer";

/** `element` is what it is drawn in; null while there is no such picture. */
export function usePane(first: ImageStudy, element: HTMLDivElement | null) {
  const [study, setStudy] = useState(first);
  const marks = useMarks(study);
  const viewing = useViewer(study, marks.keys, (slide) => marks.setKey(slide, !marks.keys.some((key) => isOn(key, slide))));
  const modality = viewing.series?.modality ?? null;
  const on = useStage(element, viewing.slides, viewing.index, viewing.look, modality);
  usePlaying(viewing, on.shown?.index ?? null, on.shown?.frame.head.frameTime ?? null);
  /** Another study, or another series of it. */
  const open = (next: ImageStudy, series = firstOf(next)) => {
    setStudy(next);
    viewing.show(series);
  };
  return {
    study,
    marks,
    viewing,
    modality,
    on,
    open,
    /** To an object of any study of the patient: the very image in this one, its series in another. */
    showPlace: ({ study: wanted, instance }: InstancePlace, studies: readonly ImageStudy[]) => {
      if (wanted === study.id) {
        viewing.goTo({ instance, frame: 0 });
        return;
      }
      const other = studies.find((one) => one.id === wanted);
      const n = other?.series.findIndex((one) => one.instances.some((its) => its.id === instance)) ?? -1;
      if (other !== undefined && n >= 0) open(other, n);
    },
  };
}

export type Pane = ReturnType<typeof usePane>;
