/** Brings the wanted picture onto the stage: owns what is shown now, what is still on its way, and why it cannot be. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Failure } from "~/generated/Failure";
import { useFar } from "~/platform/ask";
import { failureOf } from "~/platform/failure";
import type { Frame } from "./frame";
import { Frames } from "./frames";
import type { Placing } from "./geometry";
import type { Look } from "./look";
import type { Slide } from "./stack";
import { mount, type Stage } from "./stage";
import { shadingOf } from "./window";

/** What stands on the stage: everything said beside the picture is said of this, never of what is still wanted. */
export interface Shown {
  slide: Slide;
  index: number;
  frame: Frame;
}

export interface OnStage {
  shown: Shown | null;
  placing: Placing | null;
  waiting: boolean;
  failure: Failure | null;
  /** What is drawn, for a picture of it. */
  canvas: () => HTMLCanvasElement | null;
}

interface Mounted {
  stage: Stage;
  frames: Frames;
}

export function useStage(element: HTMLDivElement | null, slides: readonly Slide[], index: number, look: Look, modality: string | null): OnStage {
  const far = useFar();
  const mounted = useRef<Mounted | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [placing, setPlacing] = useState<Placing | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [size, setSize] = useState(0);
  useEffect(() => {
    if (element === null) return;
    const frames = new Frames(far);
    try {
      mounted.current = { stage: mount(element), frames };
    } catch (thrown) {
      queueMicrotask(() => setFailure(failureOf(thrown).failure));
      return;
    }
    const resized = new ResizeObserver(() => setSize((n) => n + 1));
    resized.observe(element);
    return () => {
      resized.disconnect();
      mounted.current?.stage.close();
      mounted.current = null;
      frames.clear();
    };
  }, [element, far]);
  useEffect(() => {
    const slide = slides[index];
    const at = mounted.current;
    if (at === null || slide === undefined) return;
    let gone = false;
    at.frames.load(slide).then(
      (frame) => {
        // Somebody went on meanwhile.
        if (gone) return;
        setFailure(null);
        setShown({ slide, index, frame });
        at.frames.ahead(slides, index);
      },
      (thrown: unknown) => {
        if (gone) return;
        // An older picture must not stand under a newer one's words.
        setShown(null);
        setFailure(failureOf(thrown).failure);
      },
    );
    return () => {
      gone = true;
    };
  }, [element, slides, index]);
  // Before the next picture is on the screen, so that words and image change as one.
  useLayoutEffect(() => {
    const at = mounted.current;
    if (at === null || shown === null) return;
    setPlacing(at.stage.draw(shown.frame, look, shadingOf(look.choice, shown.frame.head, modality)));
  }, [shown, look, modality, size]);
  const waiting = failure === null && shown?.slide !== slides[index] && slides.length > 0;
  const canvas = useCallback(() => mounted.current?.stage.screen ?? null, []);
  return { shown, placing, waiting, failure, canvas };
}
